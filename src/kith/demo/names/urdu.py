"""Names of Urdu and Punjabi speakers from Pakistan."""

from kith.demo.names.words import Culture, pairs, words

URDU = Culture(
    code="urdu",
    language="Urdu",
    nationalities=("PAK",),
    female=words(
        """
        Ayesha/Aisha/Aysha=عائشہ Fatima/Fatimah=فاطمہ Sana/Sanaa=ثنا Saima/Sayma/Saimah=صائمہ
        Rabia/Rabiya/Rabea=رابعہ Nadia/Nadya=نادیہ Bushra/Boushra=بشریٰ Shazia/Shaziya=شازیہ
        Rukhsana/Ruksana=رخسانہ Samina/Sameena=ثمینہ Farzana/Farzanah=فرزانہ Nasreen/Nasrin=نسرین
        Zubaida/Zubeda=زبیدہ Tahira/Tahirah=طاہرہ Hina/Heena=حنا Mehwish/Mahwish=مہوش Iqra/Iqrah=اقرا
        Maham/Mahum=ماہم Kiran/Kirren=کرن Noreen/Nourin=نورین Sadia/Sadiya=سعدیہ Uzma/Ouzma=عظمیٰ
        Yasmeen/Yasmin=یاسمین Zara/Zahra=زارا Parveen/Parvin=پروین Anum/Anam=انعم
        """
    ),
    male=words(
        """
        Muhammad/Mohammed/Mohammad=محمد Imran/Emran=عمران Usman/Osman/Uthman=عثمان Bilal/Belal=بلال
        Faisal/Faysal/Feisal=فیصل Asif/Asef=آصف Tariq/Tarik=طارق Kashif/Kashef=کاشف Shahid/Shaheed=شاہد
        Naveed/Navid=نوید Waqas/Wakas/Waqaas=وقاص Zeeshan/Zishan=ذیشان Hamza/Hamzah=حمزہ Adeel/Adil=عدیل
        Irfan/Erfan=عرفان Junaid/Junayd/Junaed=جنید Rizwan/Ridwan=رضوان Saad/Sa'ad=سعد Talha/Talhah=طلحہ
        Yasir/Yaser/Yassir=یاسر Arslan/Arsalan=ارسلان Haris/Harris/Haaris=حارث
        Abdul_Rehman/Abdur_Rahman/Abdulrahman=عبد_الرحمان Nadeem/Nadim=ندیم Sajid/Sajjid=ساجد
        Umair/Omair/Umayr=عمیر Ejaz/Ijaz=اعجاز
        """
    ),
    family=words(
        """
        Khan/Kahn=خان Malik/Maleek=ملک Hussain/Hussein/Husain=حسین Iqbal/Eqbal/Ikbal=اقبال
        Akhtar/Akhter/Aktar=اختر Butt/But=بٹ Chaudhry/Chowdhury/Choudhary=چودھری
        Qureshi/Quraishi/Koreshi=قریشی Sheikh/Shaikh/Shaykh=شیخ Mirza/Meerza=مرزا
        Siddiqui/Siddiqi/Sidiqui=صدیقی Ansari/Ansary=انصاری Bhatti/Bhati=بھٹی Raja/Rajah=راجہ
        Mahmood/Mehmood/Mahmud=محمود Ashraf/Ashraff=اشرف Javed/Javaid/Jawed=جاوید Rafiq/Rafique/Rafeeq=رفیق
        Aslam/Aslaam=اسلم Shah/Syah=شاہ Yousaf/Yusuf/Yousuf=یوسف Nawaz/Nawaaz=نواز Saleem/Salim=سلیم
        Rehman/Rahman=رحمان
        """
    ),
    respell=pairs("ee>i oo>u ou>u q>k kh>k aa>a ai>ay w>v ah>a ss>s dh>d"),
    share_of_wives_with_husbands_name=0.25,
    share_compound=0.35,
    compound_first=words("Muhammad/Mohammed/Mohammad=محمد Syed/Sayed=سید Ghulam/Gulam=غلام"),
    share_one_name=0.015,
)
