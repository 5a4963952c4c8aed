"""Afghan (Dari) and Iranian (Persian) names."""

from kith.demo.names.words import Culture, pairs, words

_RESPELL = pairs("kh>h gh>q q>gh ee>i ou>u oo>u zadeh>zada y>i ei>ey ss>s mm>m aa>a eh>a")

AFGHAN = Culture(
    code="afghan",
    language="Dari",
    nationalities=("AFG",),
    female=words(
        """
        Zahra/Zehra/Zohra=زهرا Shukria/Shokria/Shukriya=شکریه Fereshta/Freshta/Fereshteh=فرشته
        Nargis/Narges/Nargess=نرگس Parwana/Parvana/Parwanah=پروانه Roya/Roia=رویا Malalai/Malalay=ملالی
        Zarghuna/Zarghona=زرغونه Laila/Leila/Layla=لیلا Masuma/Masooma/Masouma=معصومه
        Gulalai/Golalai/Gulalay=گلالی Sadaf/Sedaf=صدف Marzia/Marzieh/Marziya=مرضیه
        Nilofar/Nilufar/Neelofar=نیلوفر Shabnam/Shebnam=شبنم Wahida/Waheeda=وحیده Khatera/Khatira=خاطره
        Rabia/Rabiah=رابعه Habiba/Habeeba=حبیبه Frozan/Forouzan/Furozan=فروزان Hosna/Husna=حسنا
        Yalda/Yaldah=یلدا Sakina/Sakineh/Sakeena=سکینه Tamana/Tamanna=تمنا Bibi_Gul/Bibigul=بی‌بی‌گل
        Arezo/Arezoo/Arzo=آرزو Muska/Muskah=مسکا Zainab/Zeinab=زینب
        """
    ),
    male=words(
        """
        Ahmad/Ahmed=احمد Mohammad/Mohammed/Muhammad=محمد Reza/Raza=رضا Hamid/Hameed=حمید Najib/Najeeb=نجیب
        Farid/Fareed=فرید Nasir/Naser/Nasser=ناصر Jawad/Javad=جواد Mahdi/Mehdi=مهدی Esmat/Ismat=عصمت
        Sher/Shir=شیر Zabihullah/Zabiullah/Zabihollah=ذبیح‌الله Hekmat/Hikmat=حکمت
        Rahmatullah/Rahmatollah=رحمت‌الله Aminullah/Aminollah=امین‌الله Sayed/Sayyed/Said=سید
        Murtaza/Morteza/Mortaza=مرتضی Ghulam/Gholam=غلام Yama/Yamah=یما Idris/Edris/Idrees=ادریس
        Omid/Omeed/Umid=امید Habib/Habeeb=حبیب Qasim/Qasem/Ghasem=قاسم Wahid/Waheed/Vahid=وحید
        Baryalai/Baryalay=بریالی Abdullah/Abdollah=عبدالله Matiullah/Motiullah=مطیع‌الله Sohrab/Suhrab=سهراب
        """
    ),
    family=words(
        """
        Rahimi/Raheemi=رحیمی Ahmadi/Ahmady=احمدی Haidari/Haydari/Heidari=حیدری Noori/Nuri/Nouri=نوری
        Karimi/Kareemi=کریمی Sultani/Soltani=سلطانی Azizi/Azizy=عزیزی Popal/Popalzai=پوپل
        Stanikzai/Stanekzai=ستانکزی Yaqubi/Yaqoobi/Yaghoubi=یعقوبی Rezai/Rezaie/Rezaee=رضایی
        Hotak/Hottak=هوتک Wardak/Wardag=وردک Mohseni/Muhsini=محسنی Safi/Safy=صافی Barakzai/Barakzay=بارکزی
        Nazari/Nazary=نظری Amiri/Ameeri=امیری Sharifi/Shareefi=شریفی Qaderi/Qadiri/Ghaderi=قادری
        Hashimi/Hashemi=هاشمی Zadran/Jadran=زدران Akbari/Akbary=اکبری Mirzai/Mirzaie/Mirzaee=میرزایی
        Jafari/Jaffari/Jafary=جعفری Samadi/Samadee=صمدی
        """
    ),
    respell=_RESPELL,
    share_of_wives_with_husbands_name=0.3,
    share_compound=0.28,
    compound_first=words("Mohammad/Mohammed/Muhammad=محمد Ghulam/Gholam=غلام Ali/Aly=علی Sayed/Said=سید"),
    share_one_name=0.05,
)

IRANIAN = Culture(
    code="iranian",
    language="Farsi",
    nationalities=("IRN",),
    female=words(
        """
        Maryam/Mariam=مریم Zahra/Zehra=زهرا Fatemeh/Fatima/Fateme=فاطمه Shirin/Shireen/Sheerin=شیرین
        Leila/Laila/Leyla=لیلا Nasrin/Nasreen=نسرین Parisa/Pareesa=پریسا Mahsa/Mahsaa=مهسا
        Azadeh/Azade/Azada=آزاده Niloufar/Nilufar/Niloofar=نیلوفر Setareh/Setare/Sitara=ستاره
        Elham/Ilham=الهام Samaneh/Samane=سمانه Farzaneh/Farzana/Farzane=فرزانه Mina/Meena=مینا
        Ghazal/Gazal=غزل Yasaman/Yasman=یاسمن Shadi/Shady=شادی Tahereh/Tahere/Tahira=طاهره Roya/Royaa=رویا
        Soraya/Sorayya=ثریا Bahar/Bahaar=بهار Nazanin/Nazaneen=نازنین Golnaz/Gulnaz=گلناز
        Hanieh/Haniyeh/Hania=هانیه
        """
    ),
    male=words(
        """
        Reza/Raza=رضا Amir/Ameer=امیر Hossein/Hussein/Hosein=حسین Mehdi/Mahdi=مهدی Arash/Aarash=آرش
        Kourosh/Kurosh/Cyrus=کوروش Dariush/Darius/Daryoush=داریوش Saeed/Said/Saeid=سعید
        Behrouz/Behrooz/Behruz=بهروز Farhad/Ferhad=فرهاد Navid/Naveed=نوید Omid/Omeed=امید
        Siavash/Siyavash=سیاوش Babak/Baback=بابک Kaveh/Kave/Kawa=کاوه Vahid/Waheed=وحید Mohsen/Muhsin=محسن
        Majid/Majeed=مجید Ramin/Rameen=رامین Pouya/Puya/Pooya=پویا Shahram/Sharam=شهرام Milad/Meelad=میلاد
        Ehsan/Ihsan=احسان Jamshid/Jamsheed=جمشید Bijan/Bizhan=بیژن
        """
    ),
    family=words(
        """
        Tehrani/Tehranee=تهرانی Mohammadi/Muhammadi/Mohamadi=محمدی Hosseini/Husseini/Hoseini=حسینی
        Rostami/Rustami=رستمی Moradi/Muradi=مرادی Shirazi/Shirazy=شیرازی Farahani/Farahany=فراهانی
        Sadeghi/Sadeqi/Sadighi=صادقی Ebrahimi/Ibrahimi=ابراهیمی Ghorbani/Qorbani/Gorbani=قربانی
        Rahmani/Rahmany=رحمانی Kazemi/Kazimi=کاظمی Taheri/Tahiri=طاهری Najafi/Najafy=نجفی
        Esfahani/Isfahani=اصفهانی Bagheri/Baqeri/Bagheri=باقری Zamani/Zamany=زمانی
        Alizadeh/Alizada/Ali_Zadeh=علیزاده Hassanzadeh/Hasanzade/Hassan_Zadeh=حسن‌زاده Abbasi/Abbassi=عباسی
        Heydari/Haidari=حیدری Jalali/Jalaly=جلالی Vaziri/Waziri=وزیری Parvizi/Parwizi=پرویزی
        Golestani/Gulistani=گلستانی
        """
    ),
    respell=_RESPELL,
    share_of_wives_with_husbands_name=0.05,
    share_compound=0.15,
    compound_first=words("Mohammad/Mohamad=محمد Amir/Ameer=امیر Ali/Aly=علی"),
)
