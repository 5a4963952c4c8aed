"""Common knowledge of names, from dictionaries: how offices spell one name in several ways, its everyday forms, and titles."""

import re
from functools import lru_cache

from kith.register.rules import fold

_TITLES = """
mr mrs ms miss mx dr doctor prof professor sir dame lord hon rev jr president minister general colonel monsieur madame mme mlle
herr frau senor senora signor signora gospodin woizero shaikh sheikh shaykh sheik cheikh haj hajj haji hajji mullah maulavi
mawlawi maulana qari ustad sahib saheb llc ltd inc gmbh
"""
TITLES = frozenset(_TITLES.split())
# One line a name as offices spell it: the orthographies of Somali, Tigrinya, Arabic in French and in English, of Cairo and
# Khartoum, Persian, Kurdish, Urdu, Albanian, Ukrainian and Russian, and Yoruba and Igbo names with what they are short for.
# Nobody gives two children two of a line; names that brothers bear side by side (Ahmed and Mehmet, Mohamed and Mohamud) stand
# apart. With = before it, or with the Somali c or x in it, a form counts only as it is written, for other names sound so. A name
# alone on its line has no other spelling than by the rules of `spelled_as`.
_SPELLED = """
muhammad mohammed mohamed mohamad maxamed maxammed mahamed mihemed mohd md
ahmed ahmad axmed axmad ehmed achmed
ali aly cali eli
omar umar omer cumar
osman usman othman uthman cismaan cusmaan cosmaan
hasan hassan xasan hesen
hussein husayn hussain xuseen xusen hossein huseyin
abdi cabdi
abdullahi cabdullaahi abdilahi cabdilaahi
abdullah abdallah
abdrahman abdirahman abdurahman abdulrahman abdelrahman abdurrahman cabdiraxmaan cabdirahman
abdkadir abdqadir abdikadir abdulkadir abdelkader abdulqadir cabdiqaadir cabdulqaadir
abdkarim abdikarim abdulkarim abdelkarim cabdikariim
abdrazak abdirizak abdulrazak abdurazak abdirisaq cabdirisaaq cabdirizaaq
abdfatah abdifatah abdulfatah abdelfatah cabdifataax
abdsalam abdisalam abdulsalam abdelsalam abdusalam cabdisalaam
abdnasir abdinasir abdulnasir abdelnasser cabdinaasir
abdhakim abdihakim abdulhakim abdelhakim cabdixakiin
farah faarax
fatima fadumo faduma fatuma fatumo fatma =fatimo
=asha caasha caisha =aisha =ayesha =aysha =aicha =aisya
amina =aamino =amino
khadija =khadiijo
hawa xaawo =hawo
halima xaliimo xaliima =halimo
maryam mariam =maryan
zahra sahra saahra
zaynab zainab zeinab saynab seynab zeynab
safiya =safiyo
ibrahim ibraahim ebrahim ibrahin
ismail ismael ismaaciil esmail
yusuf yusif yousef yosief josef
jama jaamac
said saeed saciid siciid
mohamud mahmoud maxamuud mahmud
mustafa mustafe mostafa
abukar abubakar abuukar aboubakar
noor nur nuur
salah saalax
isse ciise
aden aadan adan
hirsi xirsi
hashi xaashi
ifrah ifraax
suad sucaad
egal cigaal igal
elmi cilmi
duale ducaale
awale cawaale
awil cawil
yohannes johannes yohanes yohanis
yonas jonas
haile hayle
tesfay tesfai tesfaye
berhane birhane brhane berhanie
mehari mehary meharie
filmon filimon philmon
semhar simhar semehar
tsegay =segay
kidane kidanie
goitom goytom goitem
teklay teklai
medhanie medhane
mikael mikiel michael
abraham abreham abrham
senait senayt sanait
zerai zeray
weldu woldu
gebre ghebre
yemane yemanie
okubay okbay
negassi negasi
khaled khalid
walid waleed oualid
usama osama oussama
qasim kassem kasem gasim
jamal gamal djamal jamaal
leila layla laila leyla
suleiman sulayman suleyman soleiman sulaiman
karim kerim kareem
hamza hamzah xamse
zakaria zakariya zekeriya zakarya
yahya yehia yahia
younes yunus younis yonis yoonis
sadiq sadig sadek
siddiq siddig siddik =seddik
tariq tarig tarek tareq
faruq farouk farug faroug
yaqub yagoub yacoub yaqoub
ishaq ishag
rafiq rafig rafik
tawfiq toufik tewfik tawfig
najat nagat
najib nagib naguib
najwa nagwa
ikhlas ekhlas
tayeb tayib taieb
fatih fateh
bashir basheer
tijani tigani tidjani
hodan
habiba
rahma
amran
nimo
hibo
ubah
dahir daahir
abshir absher
guled guuleed
deqa deeqa
idil =edil
roble rooble
hoxha hodja hodza hodzha
xhaferi dzaferi djaferi
xhemaili xhemajli dzemaili djemaili
mimoza mimosa
femi olufemi oluwafemi
funmilayo funmi olufunmilayo
segun olusegun
seun oluwaseun
tobi oluwatobi
emeka chukwuemeka
ebuka chukwuebuka
ifeanyi ifeanyichukwu
kelechi kelechukwu
chinedu chinedum
reza riza raza
mahdi mehdi
chaudhry choudhury chaudhary chowdhury chaudhri choudhry
sheikh shaikh =cheikh =shekh
nasir naser nasser
yasin yaseen yassin yaasiin
oleksandr aleksandr alexander
elena yelena =olena
volodymyr vladimir
serhii serhiy sergei sergey
mykola nikolai
kateryna ekaterina yekaterina
dmytro dmitri dmitry
andrii andriy andrei andrey
mikhail mykhailo
oleg =oleh
iryna irina
pavlo pavel
vasyl vasili vasily
galina =halyna
yevhen evgeni yevgeny evgeniy
oleksii alexei aleksei
nataliia natalia nataliya
yuliia yulia julia
"""
# One line a name: its everyday forms, and the same name as other languages have it. A form may stand in several.
_ONE_NAME = """
alexander alex alexandre aleksandr oleksandr alejandro alessandro sasha sandro iskander
alexandra aleksandra oleksandra alejandra sasha sandra
andrew andy andrei andriy andre andreas andres anders
anthony tony antonio antoine anton
benjamin ben benny bibi binyamin
catherine katherine kate katie kathy katya ekaterina kateryna katarina catalina
charles charlie chuck carlos karl carlo karel
christopher chris kit cristobal
daniel dan danny danilo danylo
david dave davide dawit davud
dmitri dima mitya dmytro
edward ed eddie ted ned eduardo eduard
elizabeth liz lizzie beth betty eliza lisa elisabeth isabel elisaveta
eugene gene yevgeny evgeni yevhen zhenya
francis frank francisco francesco francois paco pancho
frederick fred freddie
george jorge georges georg giorgio yuri georgi giorgis jerzy
gregory greg grigori hryhoriy gregorio
helen elena olena lena ilona eleni
henry harry hank henri enrique heinrich enrico
ignatius ignacio nacho
jacob jake jakob jacques yakov yaqub
james jim jimmy jamie jaime
john jack johnny jon juan jean jan johann johannes giovanni joao ivan ioan ion yohannes hovhannes vanya
joseph joe joey jose pepe giuseppe josef yusuf yosef youssef osip
lawrence larry laurence lorenzo laurent
leonard leo len leonid
louis lou luis luigi ludwig luiz
margaret maggie meg peggy greta margarita marguerite
mary maria marie mariam maryam masha miriam
matthew matt mateo matteo matthias mathieu matvei
maximilian max maxim maksym
michael mike mick mikey mikhail mykhailo misha miguel michel mikael mikail michele mihai
nathaniel nathan nate
nicholas nick nicky nikolai mykola kolya nicolas niccolo nikola klaus
patrick pat paddy patricio
paul pablo paolo pavel pavlo pawel boulos pasha
peter pete pedro pierre pietro pyotr petro petros boutros piotr
philip phil felipe philippe filippo
raymond ray ramon
richard rick dick ricky ricardo riccardo
robert rob bob bobby robbie roberto
samuel sam sammy samuil
sergei serhiy sergio serge seryozha
simon semyon simeon shimon
stephen steve steven esteban etienne stefan stefano istvan stepan
susan sue susie susana
theodore ted teddy teodoro fyodor fedir
thomas tom tommy tomas tommaso
timothy tim timmy timofei
victor vic viktor vitya
vladimir volodymyr vova volodya vlad uladzimir
walter walt gualterio
william will bill billy liam guillermo guillaume wilhelm willem
zachary zach zack zacharias zakariya
ibrahim abraham ibraahim ebrahim avraham
jesus isa issa ciise
moses musa moussa muse mose
ismail ishmael
"""
_NONE = frozenset[int]()
_LEAST = 7  # letters: Alisa is no al-Isa
_SOMALI = re.compile(r"x|c(?![hk])")
_TWICE = re.compile(r"(.)\1+")
_WRITTEN: dict[str, str] = {}
_SOUNDED: dict[str, str] = {}
for _line in _SPELLED.strip().splitlines():
    _name = fold(_line.split()[0])
    for _form in _line.split():
        if _form.startswith("=") or _SOMALI.search(_form):
            _WRITTEN[_TWICE.sub(r"\1", _form.removeprefix("="))] = _name
        else:
            _SOUNDED[fold(_form)] = _name


@lru_cache(1 << 16)
def spelled_as(sounded: str, spelled: str = "") -> str:
    """The word by which all spellings of one name go, of a word as it sounds and as it is spelled."""
    known = _WRITTEN.get(_TWICE.sub(r"\1", spelled)) or _SOUNDED.get(sounded)
    if known is None and _SOMALI.search(spelled):  # x is h, and c is heard by Somalis alone
        known = _SOUNDED.get(fold(_SOMALI.sub(lambda letter: "h" if letter.group() == "x" else "", spelled)))
    if (
        known is None and spelled[:2] in ("al", "el") and len(spelled) >= _LEAST
    ):  # the article, as in Cairo and Khartoum
        known = _SOUNDED.get(fold(spelled[2:]))
    return known or sounded


_LINES: dict[str, frozenset[int]] = {}
for _number, _line in enumerate(_ONE_NAME.strip().splitlines()):
    for _form in _line.split():
        _word = spelled_as(fold(_form), _form)
        _LINES[_word] = _LINES.get(_word, _NONE) | {_number}


def one_name(a: str, b: str) -> bool:
    """Whether two words, each as `spelled_as` gives it, are forms of one name."""
    return not _LINES.get(a, _NONE).isdisjoint(_LINES.get(b, _NONE))
