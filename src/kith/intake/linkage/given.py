"""Titles, and names that are one in everyday forms or in other languages: common knowledge, from dictionaries of names."""

from kith.register.rules import fold

_TITLES = """
mr mrs ms miss mx dr doctor prof professor sir dame lord hon rev jr president minister general colonel monsieur madame mme mlle
herr frau senor senora signor signora gospodin woizero shaikh sheikh shaykh sheik cheikh haj hajj haji hajji mullah maulavi
mawlawi maulana qari ustad sahib saheb llc ltd inc gmbh
"""
TITLES = frozenset(_TITLES.split())
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
muhammad mohammed mohamed maxamed mohamud mehmed mamadou mohd
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
abdullah abdulle abdallah abdoulaye
abdi cabdi
ahmed axmed ahmad achmed
ali cali aly
aisha caasha ayesha aicha aysha ayse
fatima faadumo fadumo fatma fatoumata faduma
hasan xasan hassan
husain xuseen hussein hossein huseyin hussain
khadija khadiija khadra hatice khadijah
osman cismaan usman othman uthman cusmaan
omar cumar umar omer
ibrahim abraham ibraahim ebrahim avraham
ismail ismaaciil esmail ismael
said siciid saeed saciid
jesus isa issa ciise
moses musa moussa muse mose
zaynab zeinab zeynep seynab
"""
_LINES: dict[str, frozenset[int]] = {}
for _number, _line in enumerate(_ONE_NAME.strip().splitlines()):
    for _form in _line.split():
        _LINES[_form] = _LINES.get(_form, frozenset()) | {_number}
_SOUNDED: dict[str, frozenset[int]] = {}
for _form, _numbers in _LINES.items():
    _SOUNDED[fold(_form)] = _SOUNDED.get(fold(_form), frozenset()) | _numbers


def lines_of(sounded: str) -> frozenset[int]:
    """Which names a word, as it sounds, is a form of."""
    return _SOUNDED.get(sounded, frozenset())


def one_name(a: str, b: str) -> bool:
    """Whether two words, as they sound, are forms of one name."""
    return not lines_of(a).isdisjoint(lines_of(b))
