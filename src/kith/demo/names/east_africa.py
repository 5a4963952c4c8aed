"""Somali names and Tigrinya names. Both are chains: a child's second name is the father's first."""

from kith.demo.names.words import Culture, Naming, pairs, words

SOMALI = Culture(
    code="somali",
    language="Somali",
    nationalities=("SOM",),
    female=words(
        """
        Asha/Caasha/Aisha Hodan/Xodan Fadumo/Faduma/Fatuma Ayaan/Ayan/Ayann Sahra/Zahra/Sahro Hibo/Hiba
        Halima/Xaliima/Haleemo Khadra/Qadra Ifrah/Ifraah Deqa/Deeqa/Deka Ubah/Ubax Nimo/Nimco/Nima
        Shukri/Shukri Idil/Iidil/Edil Safia/Safiya/Safiyo Hawo/Xaawo/Hawa Maryan/Maryam/Mariam Amran/Camran
        Ladan/Laadan Sagal/Sagaal Filsan/Filsaan Zamzam/Samsam Bilan/Bilaan Fartun/Fartuun/Fardun
        Qamar/Kamar Najma/Najmo Habiba/Xabiiba/Habibo Rahma/Raxma
        """
    ),
    male=words(
        """
        Mohamed/Maxamed/Mohamud/Mahamed Ahmed/Axmed/Ahmad Abdi/Cabdi Hassan/Xasan/Hasan
        Hussein/Xuseen/Husein Ali/Cali Omar/Cumar/Umar Ismail/Ismaaciil/Ismael Yusuf/Yuusuf/Yussuf
        Farah/Faarax/Farax Abdirahman/Cabdiraxmaan/Abdurahman Warsame/Warsama Jama/Jaamac/Jaama
        Nur/Nuur/Noor Abdullahi/Cabdullaahi/Abdulahi Guled/Guuleed Liban/Liibaan Mahad/Maxad
        Osman/Cusmaan/Osmaan Dahir/Daahir/Taahir Bile/Biile Adan/Aadan/Aden Ibrahim/Ibraahim/Ibrahin
        Said/Saciid/Saeed Muse/Muuse/Musa Abshir/Absher Hirsi/Xirsi Samatar/Samater Barre/Bare Salad/Salaad
        Roble/Rooble Elmi/Cilmi/Ilmi
        """
    ),
    family=(),
    respell=pairs("aa>a h>x x>h uu>u ii>i oo>o ee>e kh>q dh>d q>k f>ph"),
    naming=Naming.CHAIN,
)

TIGRINYA = Culture(
    code="tigrinya",
    language="Tigrinya",
    nationalities=("ERI", "ERI", "ERI", "ETH"),
    female=words(
        """
        Selam/Selaam=ሰላም Helen/Hellen=ሄለን Feven/Feben/Fevan=ፌቨን Rahel/Rachel/Rahiel=ራሄል Semhar/Samhar=ሰምሃር
        Luwam/Luam/Liwam=ሉዋም Bisrat/Bsrat/Besrat=ብስራት Freweini/Freweyni/Frewoini=ፍረወይኒ
        Yordanos/Yordannos/Jordanos=ዮርዳኖስ Winta/Wintana=ዊንታ Eden/Edden=ኤደን Saba/Sabah=ሳባ
        Mehret/Mihret/Meheret=ምህረት Senait/Senayt/Sennait=ሰናይት Abeba/Abebe=ኣበባ Tsega/Tsegga/Sega=ጸጋ
        Letebrhan/Letebirhan=ለተብርሃን Almaz/Almas=ኣልማዝ Hiwet/Hiwot/Hiyet=ህይወት Kisanet/Kissanet=ኪሳነት
        Milena/Milana=ሚለና Danait/Danayt=ዳናይት Rigat/Rgat=ርግኣት Natsnet/Natznet/Netsanet=ናጽነት
        Mebrat/Mebrhit=መብራት Elsa/Ilsa=ኤልሳ
        """
    ),
    male=words(
        """
        Yonas/Jonas/Yonnas=ዮናስ Filmon/Philmon/Filimon=ፊልሞን Abraham/Abrham=ኣብርሃም Daniel/Danial=ዳኒኤል
        Mehari/Mehary=መሓሪ Tesfay/Tesfai/Tesfaye=ተስፋይ Haile/Hayle=ሃይለ Kidane/Kidanne=ኪዳነ Samuel/Samiel=ሳሙኤል
        Robel/Roble=ሮቤል Berhane/Birhane/Berhanne=ብርሃነ Ghebre/Gebre=ገብረ Yohannes/Johannes/Yohanes=ዮሃንስ
        Merhawi/Mirhawi=መርሃዊ Aman/Amman=ኣማን Biniam/Binyam/Beniam=ቢንያም Isaias/Isayas/Esayas=ኢሳይያስ
        Medhanie/Medhane/Medhani=መድሃንየ Tekle/Tecle/Tekleh=ተክለ Natnael/Nathaniel/Natnail=ናትናኤል
        Henok/Henock/Enoch=ሄኖክ Kibrom/Kbrom/Kubrom=ክብሮም Goitom/Ghoitom/Goytom=ጎይትኦም Zerai/Zeray/Zeray=ዘርኣይ
        Mussie/Musie/Mussye=ሙሴ Habtom/Habtum=ሃብቶም Weldu/Woldu=ወልዱ Amanuel/Emanuel/Amanual=ኣማኑኤል
        Efrem/Ephrem/Efraim=ኤፍሬም
        """
    ),
    family=(),
    respell=pairs("y>i gh>g ph>f ts>z kh>k ei>ay w>v ss>s nn>n mm>m"),
    naming=Naming.CHAIN,
    share_compound=0.1,
    compound_first=words("Ghebre/Gebre=ገብረ Tekle/Tecle=ተክለ Haile/Hayle=ሃይለ Wolde/Welde=ወልደ"),
    joiner="",
)
