"""Albanian, Turkish and Ukrainian names."""

from kith.demo.names.words import Culture, pairs, words

ALBANIAN = Culture(
    code="albanian",
    language="Albanian",
    nationalities=("ALB", "ALB", "XKX"),
    female=words(
        """
        Mimoza/Mimosa Bleta/Blerta Drita/Driita Elira/Elyra Valbona/Vallbona Fatime/Fatima Arta/Artta
        Besa/Bessa Teuta/Teutta Vjollca/Violca/Viollca Flutura/Flutra Shpresa/Shpresë Majlinda/Mailinda
        Ardita/Arditta Liridona/Liridone Anila/Anilla Ermira/Ermire Lule/Lulë Donika/Donica Rina/Rinna
        Afërdita/Aferdita Dafina/Daphina Jehona/Yehona Kaltrina/Caltrina
        """
    ),
    male=words(
        """
        Arben/Arbën/Arbin Dritan/Driton Besnik/Besnick Luan/Louan Agim/Aghim Ilir/Illir/Ylir Fatmir/Fatmer
        Gëzim/Gezim Bujar/Buyar Skënder/Skender/Iskender Artan/Artann Flamur/Flamour Kujtim/Kuitim/Kuytim
        Valon/Vallon Erion/Erjon Genti/Gent Endrit/Andrit Altin/Alltin Blerim/Blerym Enver/Anver
        Shkëlzen/Shkelzen Ismet/Ismett Leotrim/Leutrim Mentor/Mentorr
        """
    ),
    family=words(
        """
        Hoxha/Hodja/Hoxhaj Krasniqi/Krasnici/Krasniçi Gashi/Gashy Berisha/Berrisha Shehu/Shexu
        Dervishi/Dervishaj Kelmendi/Kelmendy Leka/Lleka Marku/Marcu Prifti/Priffti Zeqiri/Zekiri
        Hysa/Hyssa/Hisa Gjoka/Djoka/Gjokaj Bardhi/Bardi Çela/Cela/Chela Dushku/Dushkaj Kola/Kolla
        Murati/Muratti Rama/Ramaj Selimi/Selimaj Toska/Tosca Xhaferi/Jaferi/Xhaferri Vata/Vataj Ndreu/Ndreou
        """
    ),
    respell=pairs("ë>e ç>c xh>j gj>dj q>k sh>s ll>l rr>r j>y"),
    share_of_wives_with_husbands_name=0.85,
)

TURKISH = Culture(
    code="turkish",
    language="Turkish",
    nationalities=("TUR",),
    female=words(
        """
        Ayşe/Ayse/Aysha Elif/Eliff Zeynep/Zeyneb/Zainab Emine/Amine Hatice/Hatije/Khadija Fatma/Fatima
        Gülay/Gulay Sevgi/Sevghi Dilek/Dilec Nurcan/Nurjan Özlem/Ozlem Songül/Songul Yıldız/Yildiz
        Şengül/Sengul/Shengul Meryem/Maryam Derya/Deria Ebru/Ebrou Gönül/Gonul Havva/Hava Pınar/Pinar
        Rukiye/Rukye Sibel/Sibell Tuğba/Tugba/Tuba Aylin/Ailin Nazlı/Nazli
        """
    ),
    male=words(
        """
        Mehmet/Mehmed/Muhammet Mustafa/Moustafa Ahmet/Ahmed Ali/Aly Hüseyin/Huseyin/Hussein Hasan/Hassan
        İbrahim/Ibrahim Emre/Emreh Murat/Murad Yusuf/Yousuf Ömer/Omer/Omar Kemal/Kamal Osman/Othman
        Serkan/Sarkan Cem/Jem Barış/Baris/Barish Deniz/Denis Halil/Khalil İsmail/Ismail Oğuz/Oguz
        Şahin/Sahin/Shahin Tuncay/Tunjay Veli/Vely Yaşar/Yasar/Yashar Çetin/Cetin/Chetin Fırat/Firat
        """
    ),
    family=words(
        """
        Yılmaz/Yilmaz Demir/Demirr Çelik/Celik/Chelik Kaya/Kayya Şahin/Sahin/Shahin Yıldırım/Yildirim
        Öztürk/Ozturk/Oztuerk Aydın/Aydin Arslan/Aslan Doğan/Dogan Koç/Koc/Koch Kurt/Kurtt Özdemir/Ozdemir
        Polat/Polatt Taş/Tas/Tash Bulut/Boulut Güneş/Gunes/Gunesh Karaca/Karaja Erdoğdu/Erdogdu Turan/Touran
        Uçar/Ucar/Uchar Acar/Ajar Korkmaz/Corkmaz Bozkurt/Boskurt
        """
    ),
    respell=pairs("ş>s ı>i ğ>g ç>c ö>o ü>u c>j y>i ö>oe ü>ue"),
    share_of_wives_with_husbands_name=0.9,
    share_compound=0.1,
    compound_first=words("Mehmet/Mehmed Ali/Aly Muhammed/Mohammed"),
)

UKRAINIAN = Culture(
    code="ukrainian",
    language="Ukrainian",
    nationalities=("UKR",),
    female=words(
        """
        Olena/Olenna/Elena=Олена Oksana/Oxana=Оксана Iryna/Irina/Irena=Ірина
        Natalia/Nataliia/Nataliya=Наталія Yulia/Yuliia/Julia=Юлія Kateryna/Katerina/Ekaterina=Катерина
        Sofia/Sofiia/Sophia=Софія Anastasia/Anastasiia=Анастасія Daria/Dariia/Darya=Дарія
        Viktoria/Viktoriia/Victoria=Вікторія Tetiana/Tatiana/Tetyana=Тетяна Svitlana/Svetlana=Світлана
        Maria/Mariia/Mariya=Марія Liudmyla/Ludmila/Lyudmyla=Людмила Halyna/Galina/Halina=Галина
        Zlata/Zlatta=Злата Solomia/Solomiia=Соломія
        """
    ),
    male=words(
        """
        Oleksandr/Alexander/Olexandr=Олександр Andrii/Andriy/Andrey=Андрій Mykola/Nikolai/Mikola=Микола
        Dmytro/Dmitry/Dmitro=Дмитро Serhii/Sergey/Serhiy=Сергій Volodymyr/Vladimir/Volodimir=Володимир
        Ivan/Iwan=Іван Maksym/Maxim/Maksim=Максим Bohdan/Bogdan=Богдан Taras/Tarass=Тарас
        Yurii/Yuriy/Iurii=Юрій Vasyl/Vasil/Vassyl=Василь Petro/Petr=Петро Artem/Artiom=Артем
        Danylo/Danilo/Daniil=Данило Nazar/Nazarr=Назар Ostap/Ostapp=Остап
        """
    ),
    family=words(
        """
        Kovalenko/Kowalenko=Коваленко Shevchuk/Shewchuk=Шевчук Bondarenko/Bondarenco=Бондаренко
        Tkachuk/Tkaczuk=Ткачук Moroz/Morozz=Мороз Lysenko/Lisenko/Lyssenko=Лисенко Savchuk/Sawchuk=Савчук
        Marchenko/Martchenko=Марченко Polishchuk/Polischuk/Polishuk=Поліщук
        Hrytsenko/Gritsenko/Hritsenko=Гриценко Kravets/Kravetz=Кравець Melnyk/Melnik=Мельник
        Zinchenko/Zintchenko=Зінченко Rudenko/Roudenko=Руденко Panchuk/Pantchuk=Панчук
        Chornovil/Chernovil=Чорновіл
        """
    ),
    respell=pairs("ii>iy iy>y h>g w>v v>w y>i ks>x zh>j kh>h"),
    share_of_wives_with_husbands_name=0.9,
)
