"""Arabic names of the Levant, Iraq and Yemen; and Sudanese names, which are chains of given names."""

from kith.demo.names.words import Culture, Naming, pairs, words

_FEMALE = words(
    """
    Fatima/Fatimah/Fatma=فاطمة Aisha/Aysha/Aicha=عائشة Maryam/Mariam/Miriam=مريم Zainab/Zaynab/Zeinab=زينب
    Layla/Leila/Laila=ليلى Huda/Houda=هدى Amina/Ameena/Aminah=أمينة Khadija/Khadijah/Khadeja=خديجة
    Noor/Nour/Nur=نور Salma/Selma=سلمى Rania/Raniya/Ranya=رانيا Hanan/Hanaan=حنان
    Samira/Sameera/Samirah=سميرة Yasmin/Yasmeen/Jasmin=ياسمين Dunya/Dunia/Donia=دنيا Iman/Eman/Imaan=إيمان
    Wafa/Wafaa=وفاء Sahar/Saher=سحر Rim/Reem=ريم Asma/Asmaa=أسماء Lubna/Loubna=لبنى Nadia/Nadiya/Nadya=نادية
    Suad/Souad/Suaad=سعاد Hiba/Heba=هبة Rawan/Rawaan=روان Jumana/Joumana=جمانة Ghada/Ghadah=غادة
    Safa/Safaa=صفاء Thuraya/Thoraya=ثريا Widad/Wedad=وداد
    """
)
_MALE = words(
    """
    Mohammed/Muhammad/Mohamad/Mohamed=محمد Ahmad/Ahmed/Ahmet=أحمد Ali/Aly=علي Hassan/Hasan=حسن
    Hussein/Hussain/Husein=حسين Omar/Umar=عمر Khaled/Khalid/Kaled=خالد Ibrahim/Ebrahim/Ibraheem=إبراهيم
    Yousef/Yusuf/Youssef=يوسف Mustafa/Moustafa/Mostafa=مصطفى Mahmoud/Mahmood/Mahmud=محمود
    Tariq/Tarek/Tareq=طارق Bilal/Belal=بلال Samir/Sameer=سمير Karim/Kareem=كريم Nabil/Nabeel=نبيل
    Walid/Waleed=وليد Ziad/Ziyad/Zeyad=زياد Rami/Ramy=رامي Faris/Fares=فارس Anas/Annas=أنس Jamal/Gamal=جمال
    Adnan/Adnaan=عدنان Haitham/Haytham/Haisam=هيثم Ayman/Aiman=أيمن Bashar/Bashaar=بشار
    Qasim/Kassem/Qassim=قاسم Salim/Saleem=سليم Abdul_Rahman/Abd_al-Rahman/Abdelrahman=عبد_الرحمن
    Abdul_Karim/Abdulkarim/Abd_el-Karim=عبد_الكريم Munir/Mounir/Muneer=منير Idris/Idrees/Edris=إدريس
    """
)

ARABIC = Culture(
    code="arabic",
    language="Arabic",
    nationalities=("SYR", "IRQ", "YEM", "SYR"),
    female=_FEMALE,
    male=_MALE,
    family=words(
        """
        Al-Khatib/El_Khatib/Alkhateeb=الخطيب Al-Masri/El_Masri/Almasry=المصري Haddad/Hadad=حداد
        Khoury/Khouri/Khuri=خوري Al-Hamwi/Alhamwi/El_Hamwi=الحموي Darwish/Darweesh=درويش
        Najjar/Al-Najjar/Najar=نجار Shaheen/Chahine/Shahin=شاهين Al-Ahmad/Alahmad/El_Ahmad=الأحمد
        Mansour/Mansoor/Mansur=منصور Qassab/Kassab=قصاب Saleh/Salih/Salah=صالح Barakat/Barakaat=بركات
        Al-Sayed/Elsayed/Al_Sayyid=السيد Al-Rifai/Alrifaee/El_Rifai=الرفاعي Tahhan/Tahan=طحان
        Zaydan/Zidan/Zeidan=زيدان Al-Jabouri/Aljuburi/Al_Jubouri=الجبوري Hamdan/Hamdaan=حمدان
        Sabbagh/Sabag=صباغ Al-Obaidi/Alubaidi/Al_Obeidi=العبيدي Nasser/Naser/Nasir=ناصر
        Al-Zubaidi/Alzubaydi=الزبيدي Yasin/Yassin/Yaseen=ياسين Qabbani/Kabbani=قباني Hallaq/Hallak=حلاق
        Al-Bakri/Albakry/El_Bakri=البكري Jaber/Jabir=جابر
        """
    ),
    respell=pairs("kh>h q>k ee>i ou>u oo>u dh>d gh>g aa>a ei>ay y>i ss>s mm>m ah>a"),
    share_of_wives_with_husbands_name=0.3,
    share_compound=0.1,
    compound_first=words("Mohammed/Muhammad=محمد Ahmad/Ahmed=أحمد"),
    share_one_name=0.003,
)

SUDANESE = Culture(
    code="sudanese",
    language="Arabic",
    nationalities=("SDN",),
    female=(
        *_FEMALE[:16],
        *words(
            """
            Halima/Haleema=حليمة Awadia/Awadiya=عوضية Nafisa/Nafeesa=نفيسة Sittana/Sitana=ستنا
            Rugaia/Ruqaya/Rugaya=رقية Ikhlas/Ekhlas=إخلاص Nagat/Najat=نجاة Tahani/Tahany=تهاني
            Sulafa/Sulafah=سلافة Amna/Amnah=آمنة
            """
        ),
    ),
    male=(
        *_MALE[:14],
        *words(
            """
            Adam/Adem=آدم Elfatih/Al-Fatih/Alfateh=الفاتح Abdelrahim/Abdul_Rahim=عبدالرحيم
            Abdallah/Abdullah=عبدالله Bakri/Bakry=بكري Elsadig/Al-Sadiq/Alsadig=الصادق Gasim/Qasim=قاسم
            Hamid/Hameed=حامد Ismail/Esmail/Ismaeel=إسماعيل Yahya/Yahia=يحيى Eltayeb/Al-Tayeb/Altayib=الطيب
            Osman/Othman/Uthman=عثمان Isa/Eisa/Issa=عيسى Musa/Mousa=موسى Abakar/Abaker=أبكر
            Siddig/Siddiq=صديق
            """
        ),
    ),
    family=(),
    respell=pairs("kh>h q>g g>j ee>i ou>u oo>u aa>a el>al y>i ss>s ah>a"),
    naming=Naming.CHAIN,
)
