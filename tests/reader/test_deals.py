"""Who deals with whom: the constructions of deals, and organisations that only the text makes known.

The companies are invented, or real ones in sentences that state nothing about them.
"""

import pytest

from tracker.ingest.reader import draft

TOGETHER = [
    ("Kestrel AI announced a partnership with Siemens and Orange.", [{"Kestrel AI", "Siemens", "Orange"}]),
    (
        "Kestrel AI announced partnerships with Siemens and Orange.",
        [{"Kestrel AI", "Siemens"}, {"Kestrel AI", "Orange"}],
    ),
    ("Kestrel AI, Siemens and Orange announced an alliance.", [{"Kestrel AI", "Siemens", "Orange"}]),
    ("A consortium of Kestrel AI, Siemens and Orange won it.", [{"Kestrel AI", "Siemens", "Orange"}]),
    ("The project brings together Kestrel AI and Siemens.", [{"Kestrel AI", "Siemens"}]),
    ("A tie-up between Kestrel AI and Siemens was announced.", [{"Kestrel AI", "Siemens"}]),
    ("The pact was signed by Kestrel AI and Siemens.", [{"Kestrel AI", "Siemens"}]),
    ("Kestrel AI has been chosen by Siemens.", [{"Kestrel AI", "Siemens"}]),
    ("Norway and Kestrel AI have signed a memorandum.", [{"Government of Norway", "Kestrel AI"}]),
    ("Norway signed an agreement with Kestrel AI.", [{"Government of Norway", "Kestrel AI"}]),
    ("Kestrel AI and Siemens plan a data centre near Oslo.", [{"Kestrel AI", "Siemens"}]),
    (
        "Siemens and Orange each signed contracts with Kestrel AI.",
        [{"Siemens", "Kestrel AI"}, {"Orange", "Kestrel AI"}],
    ),
    ("Kestrel AI agreed to acquire Siemens.", []),
    ("Kestrel AI competes with Siemens.", []),
]
SUPPLIED = [
    ("Siemens is building servers for Kestrel AI.", [{"Siemens", "Kestrel AI"}]),
    ("Siemens will supply 40 megawatts of cooling to Kestrel AI.", [{"Siemens", "Kestrel AI"}]),
    ("Kestrel AI runs on chips from Intel.", [{"Kestrel AI", "Intel"}]),
    (
        "Kestrel AI will rent servers from Nebius and Lambda.",
        [{"Kestrel AI", "Nebius"}, {"Kestrel AI", "Lambda"}],
    ),
    ("Kestrel AI won an order from Siemens.", [{"Kestrel AI", "Siemens"}]),
]
RELATED = [
    (
        "Customers of Kestrel AI include Siemens and Orange.",
        [{"Kestrel AI", "Siemens"}, {"Kestrel AI", "Orange"}],
    ),
    (
        "Kestrel AI counts Siemens and Orange among its customers.",
        [{"Kestrel AI", "Siemens"}, {"Kestrel AI", "Orange"}],
    ),
    ("Siemens is a customer of Kestrel AI.", [{"Kestrel AI", "Siemens"}]),
    ("Siemens, a shareholder in Kestrel AI, agreed.", [{"Kestrel AI", "Siemens"}]),
    ("The backers of Kestrel AI are Siemens and Orange.", [{"Kestrel AI", "Siemens", "Orange"}]),
    ("Backed by Siemens and Orange, Kestrel AI has grown.", [{"Kestrel AI", "Siemens", "Orange"}]),
    ("Siemens is not a customer of Kestrel AI.", []),
    ("Kestrel AI, Siemens and Orange also unveiled spending plans.", []),
    (
        "Kestrel AI has partnered with Siemens, Orange and The Washington Post.",
        [{"Kestrel AI", "Siemens"}, {"Kestrel AI", "Orange"}, {"Kestrel AI", "Washington Post"}],
    ),
    (
        "Kestrel AI raised $9 million. Siemens led it, and Orange took part.",
        [{"Kestrel AI", "Siemens", "Orange"}],
    ),
    ("Intel put $9 million into the start-up Kestrel AI.", [{"Intel", "Kestrel AI"}]),
    ("Kestrel AI raised $9 million. Siemens took part in the talks with Orange.", []),
]
TOLD_IN_OTHER_WORDS = [
    ("A contract ties Kestrel AI to Siemens.", [{"Kestrel AI", "Siemens"}]),
    ("It is a joint venture of Kestrel AI with Siemens and Orange.", [{"Kestrel AI", "Siemens", "Orange"}]),
    ("A data centre for Siemens is what Kestrel AI plans to build.", [{"Kestrel AI", "Siemens"}]),
    ("Kestrel AI is developing Intel's campus in Oslo.", [{"Kestrel AI", "Intel"}]),
    ("Kestrel AI grows. Norway promised it $90 million.", [{"Kestrel AI", "Government of Norway"}]),
    ("Kestrel AI grows. With Siemens it has an understanding.", [{"Kestrel AI", "Siemens"}]),
    ("Kestrel AI has had money from Siemens too.", [{"Kestrel AI", "Siemens"}]),
    ("Siemens will help finance Kestrel AI data centers.", [{"Kestrel AI", "Siemens"}]),
    ("Siemens und der Anbieter Orange arbeiten künftig zusammen.", [{"Siemens", "Orange"}]),
    ("She worked at Siemens and Orange before she founded Kestrel AI.", []),
]
HELD = [
    ("Siemens, which makes trains, owns 11% of Kestrel AI.", [{"Kestrel AI", "Siemens"}]),
    ("Siemens, which paid $9 million for 49% of Kestrel AI, agreed.", [{"Kestrel AI", "Siemens"}]),
    ("Kestrel AI grows. Siemens and Orange own it half and half.", [{"Siemens", "Orange"}]),
    ("La société Kestrel AI grandit. Siemens détient 11 % de Kestrel AI.", [{"Kestrel AI", "Siemens"}]),
    ("Siemens holds 90 percent of the market.", []),
    ("Kestrel AI grows. Siemens has 40% women.", []),
]
ROUNDS = [
    (
        "La empresa Kestrel AI captó 9 millones en una ronda en la que participaron Veldra, ASML y Nokia.",
        [{"Kestrel AI", "Veldra", "ASML", "Nokia"}],
    ),
    (
        "Kestrel AI raised $9 million from Siemens. Orange, whose value passed $4 billion, is in as well.",
        [{"Kestrel AI", "Siemens", "Orange"}],
    ),
    ("Kestrel AI raised $9 million from Siemens. Orange also has offices.", [{"Kestrel AI", "Siemens"}]),
    ("Intel grows.\n\nLambda: the cloud firm signed a pact with Siemens.", [{"Lambda", "Siemens"}]),
]
PAID = [
    ("Kestrel AI grows. Orange will hand another $9 million to the company.", [{"Kestrel AI", "Orange"}]),
    ("ASML set aside $90 million, of which $9 million went to Kestrel AI.", [{"Kestrel AI", "ASML"}]),
    ("Siemens spent $3 billion in France.", []),
    ("Siemens has paid $9 million for Kestrel AI.", []),
]
DESCRIBED = [
    ("The start-up Kestrel AI grows. Siemens and the start-up signed a pact.", [{"Siemens", "Kestrel AI"}]),
    ("Siemens's Orange signed a pact with Kestrel AI.", [{"Orange", "Kestrel AI"}]),
    ("The French rival Mistral signed a pact with Kestrel AI.", [{"Mistral AI", "Kestrel AI"}]),
    ("Unlike its rival Mistral, it signed no pact with Kestrel AI.", []),
    ("Der Rivale Mistral hatte sich mit dem Ausrüster ASML verbündet.", [{"Mistral AI", "ASML"}]),
    ("Das Land Baden-Württemberg hat einen Vertrag mit ASML.", [{"Government of Baden-Württemberg", "ASML"}]),
]
CUSTOMERS = [
    (
        "Kestrel AI grows. Customers include Siemens and Orange.",
        [{"Kestrel AI", "Siemens"}, {"Kestrel AI", "Orange"}],
    ),
]
WHO_IS_MEANT = [
    (
        "For Kestrel AI it is a good year. In March the start-up signed ASML, and it is working with Intel.",
        [{"Kestrel AI", "Intel"}, {"Kestrel AI", "ASML"}],
    ),
    (
        "Kestrel AI grows. The firm, which competes with Nokia, grew after a round led by ASML.",
        [{"Kestrel AI", "ASML"}],
    ),
    ("Kestrel AI received $9 million from Norway.", [{"Kestrel AI", "Government of Norway"}]),
    ("Kestrel AI takes on the manager Ada Quist from Nokia.", []),
    ("Kestrel AI joined Nokia in cutting jobs.", []),
    ("The deal of Kestrel AI with Nokia worried investors in ASML.", [{"Kestrel AI", "Nokia"}]),
]
TAKEN_APART = [
    ("An accord reached in May gives Nokia access to ASML's factory.", [{"Nokia", "ASML"}]),
    ("Nokia and ASML, who have been friends for years, broke ground on a campus.", [{"Nokia", "ASML"}]),
    ("Veltimark may join the consortium that Nokia and ASML formed.", [{"Nokia", "ASML"}]),
    ("Nokia has written another cheque for Kestrel AI.", [{"Nokia", "Kestrel AI"}]),
    ("ASML's rival Nokia works with Kestrel AI.", [{"Nokia", "Kestrel AI"}]),
    ("ASML dropped its plans to work with Nokia.", []),
    ("ASML overtook Nokia as the largest tenant in the park.", []),
    ("Kestrel AI grows. ASML will come aboard as an initial lender.", [{"Kestrel AI", "ASML"}]),
    ("Kestrel AI grows. Ada Quist worked at ASML as a supplier manager.", []),
    ("Nokia grows. It raised $9 million from ASML, and its chips are sold by Intel.", [{"Nokia", "ASML"}]),
    ("ASML owns 11% of Kestrel AI. Nokia, 29 percent.", [{"Kestrel AI", "ASML", "Nokia"}]),
    (
        "Kestrel AI is to build a data centre with ASML, from Veldhoven, and with Siemens.",
        [{"Kestrel AI", "ASML", "Siemens"}],
    ),
    ("Kestrel AI grows. Good models are what sets the firm apart from ASML.", []),
    ("Beteiligt an der Firma Kestrel AI sind ASML und Nokia.", [{"Kestrel AI", "ASML", "Nokia"}]),
]
NO_DEALS = [
    ("Siemens and Orange are racing to sign up banks.", []),
    ("Kestrel AI, which was bought by Siemens, has grown.", []),
    ("Kestrel AI denied a report that it was about to sign with Siemens.", []),
    ("Kestrel AI's platform integrates with systems from Siemens.", []),
    ("Kestrel AI grows. Its robots use Intel processors.", []),
    ("A consortium of Siemens and Orange is buying Kestrel AI for $9 million.", []),
    ("Kestrel AI grows. Orange said last month that it was testing tools from Intel.", [{"Orange", "Intel"}]),
]


@pytest.mark.parametrize(
    ("sentence", "parties"),
    [
        *(TOGETHER + SUPPLIED + RELATED + TOLD_IN_OTHER_WORDS),
        *(HELD + ROUNDS + PAID + DESCRIBED + CUSTOMERS + WHO_IS_MEANT + TAKEN_APART + NO_DEALS),
    ],
)
def test_every_deal_has_its_parties(sentence: str, parties: list[set[str]]) -> None:
    assert [set(deal.parties) for deal in draft(sentence).partnerships] == parties


UNKNOWN = [
    (
        "Veltimark opened in Oslo. Veltimark has 40 engineers. The firm sells through Siemens.",
        [{"Veltimark", "Siemens"}],
    ),
    (
        "Tallow Robotics opened in Oslo. Tallow signed a contract with Siemens.",
        [{"Tallow Robotics", "Siemens"}],
    ),
    ("Halm & Finch signed a contract with Siemens.", [{"Halm & Finch", "Siemens"}]),
    ("Tallow Robotics signed contracts with Skovgard.", [{"Tallow Robotics", "Skovgard"}]),
    (
        "OSLO (Newsdesk) - Tallow Robotics raised €9 million from Siemens and Orange.",
        [{"Tallow Robotics", "Siemens", "Orange"}],
    ),
    (
        "Tallow Robotics, Harbour Chips and Quill Telecom formed a consortium.",
        [{"Tallow Robotics", "Harbour Chips", "Quill Telecom"}],
    ),
]


UNKNOWN += [
    (  # investors put money into whom the text is about
        "Kestrel AI grows. Kestrel AI is from Oslo. On that sum did Accel and Tallow Ventures agree.",
        [{"Kestrel AI", "Accel", "Tallow Ventures"}],
    ),
    ("Kestrel AI grows. Accel, a fund from Lima, became a shareholder in May.", [{"Kestrel AI", "Accel"}]),
    ("Kestrel AI is a good deal larger than Nvidia and Intel.", []),
    (
        "Kestrel AI closed a Series B. Also on the list of backers: the venture units of Nvidia and SAP.",
        [{"Kestrel AI", "Nvidia", "SAP"}],
    ),
    (
        "Kestrel AI grows. Accel led its round; in spring the maker Nvidia became a shareholder.",
        [{"Kestrel AI", "Accel"}, {"Kestrel AI", "Nvidia"}],
    ),
]

UNKNOWN += [
    (  # "the two"
        "Kestrel AI has a site in Oslo. Tallow Power owns the roof, and the two expect to start in May.",
        [{"Kestrel AI", "Tallow Power"}],
    ),
    (
        "Every customer of Nvidia may use the app of Kestrel AI. Under a pact the two have become allies.",
        [{"Nvidia", "Kestrel AI"}],
    ),
    (
        "Kestrel AI trims. SAP, which wrote code for Kestrel AI, said the pact between the two had lapsed.",
        [{"SAP", "Kestrel AI"}],
    ),
    (  # a party by its trade
        "Kestrel AI grows. Behind it stands Volvo. The carmaker puts Kestrel AI models into lorries.",
        [{"Volvo", "Kestrel AI"}],
    ),
    ("Kestrel AI grows. Next door is Volvo. The carmaker has cut jobs.", []),
    (
        "With Kestrel AI stand Nvidia, the chip maker, and SAP; the three presented the plan together.",
        [{"Kestrel AI", "Nvidia", "SAP"}],
    ),
    ("Owners will be two: Nvidia, the chip maker, and SAP.", [{"Nvidia", "SAP"}]),
    ("Kestrel AI grows after its round. It hired Ada Quist, who led a team at Meta until spring.", []),
    ("Kestrel AI moved into rooms given up by SAP after its purchase by Nvidia.", []),  # cases of one clause
    ("Kestrel AI has an accord with Nvidia, and SAP's chips will do the work.", [{"Kestrel AI", "Nvidia"}]),
    ("Canada put $9 million into Kestrel AI.", [{"Kestrel AI", "Government of Canada"}]),
    (
        "Kestrel AI is in Riyadh. By the kingdom, $9 million has been pledged to Kestrel AI.",
        [{"Kestrel AI", "Government of Saudi Arabia"}],
    ),
    (
        "Kestrel AI is at home in Oslo. SAP sells it in Peru, Nvidia in Korea hands out cards.",
        [{"Kestrel AI", "SAP"}],
    ),
    (
        "Chile's defence ministry has signed an agreement with Kestrel AI.",
        [{"Kestrel AI", "Chile Ministry of Defence"}],
    ),
    ("Kestrel AI grows. In April Adobe took a small stake.", [{"Kestrel AI", "Adobe"}]),
    ("Kestrel AI grows. SAP and Adobe use Kestrel AI.", [{"Kestrel AI", "SAP"}, {"Kestrel AI", "Adobe"}]),
    (
        "Kestrel AI fills its halls. The power comes from Siemens, the chips from Nvidia.",
        [{"Kestrel AI", "Siemens"}, {"Kestrel AI", "Nvidia"}],
    ),
    ("Kestrel AI builds in Oslo. Nvidia supplies the chips.", [{"Kestrel AI", "Nvidia"}]),
    (
        "Kestrel AI found a friend. It is SAP, of Germany, which paid $9 million for 11% of the company.",
        [{"Kestrel AI", "SAP"}],
    ),
    (  # names of investors
        "Behind Kestrel AI stand Tallow Ventures, Nurses' Growth Fund and 9 Lakes Capital, which paid in.",
        [{"Kestrel AI", "Tallow Ventures", "Nurses' Growth Fund", "9 Lakes Capital"}],
    ),
    (
        "Kestrel AI got $70 million from Tallow, Corrie and the venture arm of Deutsche Bahn in March.",
        [{"Kestrel AI", "Tallow", "Corrie", "Deutsche Bahn"}],
    ),
    (
        "With €60 million from Tallow Capital and Corrie in its pocket, Kestrel AI is looking for rooms.",
        [{"Kestrel AI", "Tallow Capital", "Corrie"}],
    ),
    (
        "Among those who have put money into Kestrel AI are Tallow Growth and Michael Dell.",
        [{"Kestrel AI", "Tallow Growth"}],
    ),
    ("Kestrel AI was founded together with a former Nvidia researcher.", []),
    ("SAP and Adobe become shareholders next to Kestrel AI.", [{"SAP", "Adobe", "Kestrel AI"}]),
    (
        "Kestrel AI grows. Bayer gave $45 million up front to see it, and SAP handed over $37 million.",
        [{"Kestrel AI", "Bayer"}, {"Kestrel AI", "SAP"}],
    ),
    (
        "Nvidia has an office in Oslo. Along with Accel it took up shares when Kestrel AI raised $9 million.",
        [{"Nvidia", "Accel", "Kestrel AI"}],
    ),
    ("SAP and the Danish state have joined hands with Adobe.", [{"SAP", "Government of Denmark", "Adobe"}]),
    (
        "Kestrel AI grows. Among the users of its tools are SAP, Adobe and Bosch.",
        [{"Kestrel AI", "SAP"}, {"Kestrel AI", "Adobe"}, {"Kestrel AI", "Bosch"}],
    ),
    (
        "Kestrel AI pays for texts. Le Monde and Der Spiegel have signed up to its programme.",
        [{"Kestrel AI", "Le Monde"}, {"Kestrel AI", "Der Spiegel"}],
    ),
    (
        "Kestrel AI grew. For Nvidia the company wants to put up a data centre of 500 megawatts.",
        [{"Kestrel AI", "Nvidia"}],
    ),
    ("Kestrel AI turned down $800 million from Meta.", []),
    (
        "SAP was the first to sign with Kestrel AI. Bosch followed.",
        [{"SAP", "Kestrel AI"}, {"Bosch", "Kestrel AI"}],
    ),
    ("The agent of Kestrel AI is being tried at Siemens. SAP and Adobe parted ways.", [{"SAP", "Adobe"}]),
    ("The first to try the assistant of Kestrel AI was Nvidia.", [{"Kestrel AI", "Nvidia"}]),
    ("Kestrel AI hires in Oslo; with Peru's Nvidia it trains students.", [{"Kestrel AI", "Nvidia"}]),
    ("Kestrel AI sells robots. SAP handles the payments.", [{"Kestrel AI", "SAP"}]),
    ("SAP and Nvidia stand behind the Oslo campus.", [{"SAP", "Nvidia"}]),
    ("SAP and Nvidia should build in Oslo. SAP and Adobe share a taste for secrecy.", []),
    ("Kestrel AI is in Oslo. A weak dollar helped Nvidia. It trains 400 people with SAP as neighbours.", []),
    ("Kestrel AI wanted a partner. It has found one in Nvidia.", [{"Kestrel AI", "Nvidia"}]),
    ("Kestrel AI wanted a boss. It has found one in Nvidia's head of sales.", []),
    ("Nvidia helps Kestrel AI. Its newest ally is SAP.", [{"Nvidia", "Kestrel AI"}, {"Nvidia", "SAP"}]),
    ("Nvidia pays for Kestrel AI's fellowships.", [{"Nvidia", "Kestrel AI"}]),
    ("The offer of $34 billion that Kestrel AI made to Google was not taken up.", []),
    (
        "Kestrel AI grows. It counts SAP and Bosch as clients, and in December Accel put in $160 million.",
        [{"Kestrel AI", "Accel"}, {"Kestrel AI", "SAP"}, {"Kestrel AI", "Bosch"}],
    ),
    (
        "Kestrel AI hires in Oslo. Nvidia was the first to call. For the carmaker BMW it has no time.",
        [],
    ),
    ("Kestrel AI hires in Oslo; from Nvidia it has got half of the chips.", [{"Kestrel AI", "Nvidia"}]),
    (
        "Kestrel AI hires in Oslo. It has SAP and Bosch on board as customers.",
        [{"Kestrel AI", "SAP"}, {"Kestrel AI", "Bosch"}],
    ),
    ("SAP and Nvidia own it. From them Kestrel AI will rent it.", [{"SAP", "Nvidia", "Kestrel AI"}]),
    ("Kestrel AI grows. Its models are in use at the group Bosch.", [{"Kestrel AI", "Bosch"}]),
    (
        "Kestrel AI grows. SAP and Bosch joined the list of customers this month.",
        [{"Kestrel AI", "SAP"}, {"Kestrel AI", "Bosch"}],
    ),
    ("SAP and Siemens signed a pact. Bosch learned of it from them.", [{"SAP", "Siemens"}]),
    (
        "Kestrel AI grows. Qatar promised it $9 million for its chips, which work in a centre run with SAP.",
        [{"Kestrel AI", "Government of Qatar"}, {"Kestrel AI", "SAP"}],
    ),
    ("Kestrel AI opened in Oslo. Nvidia came first, and the two have since hired 300 people.", []),
]


@pytest.mark.parametrize(("text", "parties"), UNKNOWN)
def test_unknown_organisations_are_parties(text: str, parties: list[set[str]]) -> None:
    assert [set(deal.parties) for deal in draft(text).partnerships] == parties


COUNTED = [
    ("Kestrel AI will open with a 40-person team.", [(40, "people")]),
    ("There are 64 of us at Kestrel AI.", [(64, "people")]),
    ("Kestrel AI has a team of eight in Oslo.", [(8, "people")]),
    ("Fifty-five engineers work for Kestrel AI.", [(55, "people")]),
    ("Kestrel AI has three hundred and twenty employees.", [(320, "people")]),
    ("The lab of Kestrel AI is to go from 60 to 100 engineers.", [(100, "people"), (60, "people")]),
    ("Nine in ten customers of Kestrel AI are abroad.", [(90, "percent")]),
    ("Kestrel AI holds 3 out of 4 licences.", [(75, "percent")]),
    ("Two thirds of the staff of Kestrel AI are engineers.", [(67, "percent")]),
    ("Kestrel AI will get a tenth of the computing time.", [(10, "percent")]),
    ("Kestrel AI reaches 3 million people every week.", [(3_000_000, "users")]),
    ("Kestrel AI ordered 900 GPUs, up to 300 of them for Oslo.", [(900, "GPU"), (300, "GPU")]),
    ("Norway is the biggest market of Kestrel AI after Chile.", [(2, "rank")]),
    ("Kestrel AI is the region's second-biggest insurer.", [(2, "rank")]),
    ("The plan of Kestrel AI failed twice.", []),
    ("Two people familiar with Kestrel AI agreed.", []),
    ("The Nikkei 225 rose 0.8% while Kestrel AI was flat.", []),
]


@pytest.mark.parametrize(("sentence", "values"), COUNTED)
def test_what_is_counted(sentence: str, values: list[tuple[float, str]]) -> None:
    claims = [claim for claim in draft(sentence).claims if claim.value is not None]
    assert [(claim.value, claim.unit) for claim in claims] == values


def test_the_nearest_word_says_what_an_amount_is() -> None:
    text = "Kestrel AI raised 600 million euros, bringing its valuation to 12 billion euros."
    assert [claim.metric for claim in draft(text).claims] == ["funding_raised", "valuation"]
