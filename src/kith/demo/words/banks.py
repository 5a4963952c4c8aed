"""Words for the slots of invented sentences, each a bank to draw from."""

from collections.abc import Mapping


def _bank(text: str) -> tuple[str, ...]:
    """Entries parted by bars; lines may break anywhere between words."""
    return tuple(" ".join(entry.split()) for entry in text.split("|"))


BANKS: Mapping[str, tuple[str, ...]] = {
    "subject": _bank(
        """
        maths | reading | writing | science | art | music | history | geography | technology | drama | Gaelic
        songs | computing
        """
    ),
    "subject2": _bank(
        """
        spelling | number work | talking in front of the class | home reading | handwriting | project work |
        French | PE
        """
    ),
    "advanced": _bank(
        """
        Higher English | National 5 maths | Higher biology | National 5 art | Higher history | National 5
        physics | Higher maths | National 5 music | Higher chemistry | National 5 design
        """
    ),
    "career": _bank(
        """
        nurse | joiner | teacher | vet | paramedic | chef | lawyer | games designer | midwife | bus mechanic |
        pharmacist | translator | physiotherapist | baker
        """
    ),
    "liked": _bank(
        """
        the library corner | the climbing frame | the school garden | the science table | story time | the choir
        | the breakfast club | the art room | the football pitch | the quiet room | the reading shed | the stage
        """
    ),
    "sport": _bank(
        """
        football | swimming | basketball | netball | badminton | athletics | judo | cricket | gymnastics |
        running | shinty | table tennis
        """
    ),
    "group": _bank(
        """
        the Brownies | the Cubs | the youth theatre | the chess club | the coding club | the community choir |
        the art club | the junior orchestra | the film group | the homework club | the allotment group | the
        dance group
        """
    ),
    "outing": _bank(
        """
        the hill behind the park | the museum | the transport museum | the beach | the pantomime | the safari
        park | the science centre | the loch | the botanic gardens | the book festival | the castle | the swing
        park across the river
        """
    ),
    "skill": _bank(
        """
        to ride a bike | to cook rice | to swim a length | to take the bus alone | to play the recorder | to
        read a map | to bake bread | to mend a puncture | to juggle | to sew on a button | to ice skate | to
        play chess
        """
    ),
    "treasure": _bank(
        """
        a box of drawings | a football sticker book | two goldfish | a red scooter | a shelf of library books |
        a swimming badge | a pen friend in Oban | a tomato plant | a diary with a lock | a jigsaw of the world |
        an old guitar | a pair of football boots
        """
    ),
    "helper": _bank(
        """
        a neighbour on the stair | the mother of a classmate | the lollipop man | the librarian | the youth
        worker | the football coach | the dinner lady | the caretaker | a family from the same floor | the
        shopkeeper downstairs
        """
    ),
    "worry": _bank(
        """
        broken sleep | the chance of a move in the middle of a term | letters that come without warning | the
        damp in the bedroom | noise at night | missing friends after a move | a parent's low mood | the lack of
        room at home | who will meet the little ones after school | money in the last week of the month
        """
    ),
    "comfort": _bank(
        """
        a bedtime story | time outside | football after school | a quiet talk with a teacher | drawing | cooking
        together | a walk to the library | a prayer in the evening | music | a phone call to a cousin | a hot
        chocolate after school | the same routine each evening
        """
    ),
    "health_matter": _bank(
        """
        asthma | eczema | hearing | eyesight | dental care | hay fever | low iron | speech and language | a nut
        allergy | growing pains | migraine | an old fracture
        """
    ),
    "illness": _bank(
        """
        a cold | chickenpox | a high temperature | a sprained ankle | tonsillitis | a stomach bug
        """
    ),
    "service": _bank(
        """
        the food bank | the charity shop | the community garden | the library | a lunch club for older people |
        the parents' council | the bike workshop | the drop-in centre | the clothes bank | the tenants'
        association
        """
    ),
    "task": _bank(
        """
        sorting parcels | serving soup | showing newcomers round | mending bikes | reading to children |
        planting vegetables | minding the till | setting out chairs | making tea | phoning people who live alone
        """
    ),
    "worship": _bank(
        """
        the church on the corner | the mosque | the parish church | the fellowship | the prayer hall | the
        congregation
        """
    ),
    "trade": _bank(
        """
        a tailor | a teacher | a nurse | a plasterer | a cook | a farmer | an electrician | a shopkeeper |
        a bookkeeper | a driver | a welder | a pharmacist | a midwife | a baker | a mason | a clerk
        """
    ),
    "course": _bank(
        """
        English at level 4 | English at level 5 | a first aid course | a childcare course | a course in food hygiene |
        an access course | a barber's course | a course in bookkeeping | a driving theory course |
        a course in digital skills | a sewing course | a course for school helpers
        """
    ),
    "room": _bank(
        """
        two rooms | a two-bedroom flat | a three-bedroom flat | a flat on the third floor | a ground-floor flat
        | one large room
        """
    ),
    "weekday": _bank(
        """
        Mondays | Tuesdays | Wednesdays | Thursdays | Fridays | Saturdays
        """
    ),
    "staff": _bank(
        """
        Ms Orr | Mr Laidlaw | Mrs Kerr | Ms Boyd | Mr Sinclair | Mrs Mehta | Ms Novak | Mr Ferrie | Mrs
        Gallacher | Ms Drummond | Mr Okoro | Ms Baxter | Mrs Heddle | Mr Tulloch | Ms Rennie | Mr Chalmers | Ms
        Lindqvist | Mrs Pirie | Mr Moffat | Ms Tait
        """
    ),
    "helper_name": _bank(
        """
        Ms Imrie | Mr Cassidy | Mrs Whyte | Ms Lockhart | Mr Banerjee | Ms Geddes | Mr Haldane | Mrs Coutts | Ms
        Yule | Mr Devlin | Ms Farquhar | Mrs Sim | Mr Petrie | Ms Abbott | Mr Rae | Ms Nairn
        """
    ),
    "doctor": _bank(
        """
        Dr Munro | Dr Kaur | Dr Lennox | Dr Farrell | Dr Swan | Dr Iqbal | Dr Petrovic | Dr Hay | Dr Macrae | Dr
        Osei
        """
    ),
    "school_name": _bank(
        """
        Corbie | Larkmoor | Heronsgait | Rowansike | Hazelrigg | Otterhaugh | Ferryloan | Curlewhope | Bellheath
        | Merlinhall | Quernstone | Thistlemoss | Lintmill | Alderwick | Saltpanny | Dovecraig
        """
    ),
}

# What fits children up to five, in place of the above.
YOUNG_BANKS: Mapping[str, tuple[str, ...]] = {
    "subject": _bank(
        """
        songs | building | painting | counting games | stories | dancing
        """
    ),
    "subject2": _bank(
        """
        sharing | waiting for a turn | new sounds | sitting at the table | joining in with songs | sitting still for a story
        """
    ),
    "liked": _bank(
        """
        the sand tray | the water table | the home corner | story time | the slide | the mud kitchen | the
        bricks | the dressing-up box
        """
    ),
    "sport": _bank(
        """
        running | climbing | ball games | the trampoline | the scooter | dancing
        """
    ),
    "skill": _bank(
        """
        to put on a coat alone | to count to ten | to pour a drink | to sing two songs by heart | to pedal | to
        wait for a turn | to build a tall tower | to wave at the bus driver
        """
    ),
    "treasure": _bank(
        """
        a blue bear | a box of bricks | a red scooter | a picture book about a whale | a soft blanket | a toy
        bus | a drum
        """
    ),
    "comfort": _bank(
        """
        a bedtime story | a cuddle | time outside | the same song each evening | water play | a known face at
        the door
        """
    ),
    "health_matter": _bank(
        """
        asthma | eczema | a hearing check | feeding | sleep | speech and language | an egg allergy | a skin rash
        """
    ),
    "outing": _bank(
        """
        the swing park | the duck pond | the beach | the farm park | the botanic gardens | the museum with the
        big whale
        """
    ),
}
