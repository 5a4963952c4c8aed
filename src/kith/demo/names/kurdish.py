"""Kurdish names, in the Sorani script where they have one."""

from kith.demo.names.words import Culture, pairs, words

KURDISH = Culture(
    code="kurdish",
    language="Kurdish Sorani",
    nationalities=("IRQ", "IRQ", "IRN", "TUR"),
    female=words(
        """
        Shilan/Sheelan/Shelan=شیلان Avin/Aveen/Evin=ئەڤین Nazdar/Nazdaar=نازدار
        Berivan/Beriwan/Beriwan=بێریڤان Chnar/Chinar/Chenar=چنار Rozhin/Rojin/Rojeen=ڕۆژین Hataw/Hatav=هەتاو
        Nergiz/Nergis/Nargiz=نێرگز Dilnia/Dlnya/Dilniya=دڵنیا Shno/Shino=شنۆ Zhyan/Jiyan/Zhian=ژیان
        Lana/Lanah=لانا Hero/Hiro=هێرۆ Gulistan/Golistan=گوڵستان Sazan/Sazaan=سازان Tara/Tarah=تارا
        Nian/Niyan=نیان Rezan/Rezan=ڕێزان Bafrin/Befrin/Bafreen=بەفرین Shapol/Shapul=شەپۆل
        Viyan/Vian/Wyan=ڤیان Zilan/Zeelan=زیلان Khunaw/Xunaw=خوناو Soma/Soma=سۆما
        """
    ),
    male=words(
        """
        Aram/Araam=ئارام Diyar/Dyar/Diar=دیار Hiwa/Hewa=هیوا Karwan/Karvan=کاروان Rebin/Rebeen/Rêbin=ڕێبین
        Azad/Azaad=ئازاد Kawa/Kaveh/Kawah=کاوە Sirwan/Serwan/Sirvan=سیروان Shwan/Shivan/Shwaan=شوان
        Dana/Danah=دانا Rebwar/Rebwaar/Rebuar=ڕێبوار Hemin/Hemn/Hemen=هێمن Soran/Soraan=سۆران
        Zana/Zanah=زانا Goran/Goraan=گۆران Bakhtiar/Bakhtyar/Baxtiar=بەختیار Nechirvan/Nechirwan=نێچیرڤان
        Rizgar/Rzgar/Rezgar=ڕزگار Sherko/Shirko=شێرکۆ Awat/Awaat=ئاوات Bahoz/Bahuz=باهۆز
        Ferhad/Farhad=فەرهاد Mahabad/Mehabad=مەهاباد Dilshad/Dlshad/Delshad=دڵشاد Baran/Baraan=باران
        Peshraw/Peshrow=پێشڕەو
        """
    ),
    family=words(
        """
        Rashid/Rasheed=ڕەشید Salih/Saleh/Salah=ساڵح Aziz/Azeez=عەزیز Karim/Kareem=کەریم Hama/Hamah=حەمە
        Mahmood/Mahmoud/Mahmud=مەحموود Faraj/Faraj=فەرەج Qadir/Kadir/Qader=قادر Rasul/Rasool/Rasoul=ڕەسووڵ
        Amin/Ameen=ئەمین Barzinji/Berzenji=بەرزنجی Jaff/Jaf=جاف Hawrami/Hawramy/Horami=هەورامی
        Talabani/Talabany=تاڵەبانی Shekhani/Shexani=شێخانی Zebari/Zibari=زێباری Sharif/Shareef=شەریف
        Mustafa/Mostafa=مستەفا Hamid/Hameed=حەمید Osman/Othman=عوسمان Fatah/Fattah=فەتاح Majid/Majeed=مەجید
        Nuri/Noori=نووری Omer/Omar=عومەر Khidir/Khdr/Xidir=خدر
        """
    ),
    respell=pairs("sh>ch zh>j w>v ee>i kh>x x>kh q>k ou>u oo>u aa>a y>i"),
    share_of_wives_with_husbands_name=0.05,
    share_compound=0.06,
    compound_first=words("Hama/Mohammed=حەمە Sheikh/Shekh=شێخ"),
)
