"""Congolese names, where a child often has a last name of its own, and Nigerian names."""

from kith.demo.names.words import Culture, Naming, pairs, words

CONGOLESE = Culture(
    code="congolese",
    language="French",
    nationalities=("COD",),
    female=words(
        """
        Grâce/Grace Espérance/Esperance Divine/Divinne Béatrice/Beatrice Clémentine/Clementine
        Joséphine/Josephine Chantal/Shantal Mireille/Mirelle Solange/Solanje Thérèse/Therese/Theresa
        Véronique/Veronique Rachel/Rachelle Ruth/Rut Sarah/Sara Plamedi/Plamedie Bénédicte/Benedicte
        Christelle/Christel Nadège/Nadege Odette/Odete Merveille/Merveil Gloire/Gloir Immaculée/Immaculee
        Exaucée/Exauce
        """
    ),
    male=words(
        """
        Patrick/Patric Christian/Cristian Emmanuel/Emanuel Héritier/Heritier Dieudonné/Dieudonne
        Fiston/Fistone Olivier/Oliver Trésor/Tresor Serge/Sergue Cédric/Cedric Joël/Joel Moïse/Moise
        Daniel/Danyel Papy/Papi Gédéon/Gedeon/Gideon Josué/Josue/Joshua Samuel/Samuell Élie/Elie/Elijah
        Blaise/Blaize Guy/Gui Rodrigue/Rodrigues Éric/Eric/Erick Prince/Prinse
        """
    ),
    family=words(
        """
        Kabongo/Cabongo Mutombo/Mutumbo/Moutombo Ilunga/Ilounga Tshimanga/Chimanga Kalala/Kalalla
        Mbuyi/Mbouyi Ngoy/Ngoie/Ngoi Kasongo/Kassongo Mukendi/Moukendi Banza/Banzza Lukusa/Lukussa/Loukoussa
        Mwamba/Muamba Nzuzi/Nzouzi Makiese/Makiesse Bolamba/Bolemba Lokwa/Lokua Kimbembe/Kimbembé
        Matondo/Matondu Tshibanda/Chibanda Nsimba/Nzimba Luzolo/Louzolo Mayala/Maiala Ntumba/Ntoumba
        Kapinga/Capinga
        """
    ),
    respell=pairs("é>e è>e ou>u u>ou tsh>ch ss>s k>c y>i ë>e â>a"),
    naming=Naming.OWN,
    share_of_wives_with_husbands_name=0.15,
    share_compound=0.2,
    compound_first=words("Jean Pierre Paul Marc"),
    joiner="-",
)

NIGERIAN = Culture(
    code="nigerian",
    language="English",
    nationalities=("NGA",),
    female=words(
        """
        Blessing/Blesing Funmilayo/Funmi/Olufunmilayo Ngozi/Ngosi Chioma/Chiamaka Adaeze/Ada_Eze
        Yetunde/Yetunday Amarachi/Amara Folake/Folakeh Ifeoma/Ifoma Temitope/Temi/Tope Joy/Joye
        Patience/Pacience Titilayo/Titi Nkechi/Nkechinyere Oluchi/Uluchi Simisola/Simi Esther/Ester
        Precious/Preshious Bukola/Bukky Chidinma/Chidimma Hauwa/Hawwa Osarugue/Osarogue Ebele/Ebelle
        """
    ),
    male=words(
        """
        Emeka/Chukwuemeka Tunde/Babatunde Chinedu/Chinedum Segun/Oluwasegun Femi/Olufemi Ikenna/Ikena
        Kelechi/Kelechukwu Musa/Moussa Obinna/Obina Kunle/Adekunle Uche/Uchenna Sunday/Sundey Godwin/Goodwin
        Ifeanyi/Ifeanyichukwu Samuel/Samuell Ayodele/Ayo Osaze/Osazee Yusuf/Yusufu David/Davide Efosa/Effosa
        Ebuka/Chukwuebuka Damilola/Dami Victor/Viktor Chibuike/Chibuikem
        """
    ),
    family=words(
        """
        Okafor/Okafo Adeyemi/Adeyemmi Okonkwo/Okonkwor Balogun/Balogoun Eze/Ezeh Ogunleye/Ogunleyi
        Nwosu/Nwosou Adebayo/Adebaio Igwe/Igweh Osagie/Osagiede Bello/Belo Ojo/Ojoh Nnamdi/Namdi
        Afolabi/Afolaby Chukwu/Chuku Ibekwe/Ibekwue Omoregie/Omoregbe Oladipo/Oladipupo Uzoma/Uzuoma
        Akinola/Akinolla Ekwueme/Ekweme Lawal/Lawall Obi/Obie Idowu/Idowou
        """
    ),
    respell=pairs("ou>u kw>qu ck>k ph>f y>i u>ou nn>n mm>m"),
    share_of_wives_with_husbands_name=0.8,
    share_compound=0.08,
    compound_first=words("Samuel/Samuell David/Davide Victor/Viktor Peter"),
)
