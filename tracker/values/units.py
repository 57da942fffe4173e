"""What values are counted in, and the words and signs of each unit."""

from typing import NamedTuple


class Currency(NamedTuple):
    """words: names and signs that may stand on either side of an amount; sign: the one to show."""

    name: str
    sign: str
    words: str


# Ambiguous names (pesos, francs, crowns) belong to none: the code says which. "$" alone is the US dollar,
# "¥" the yen, "rupees" and "Rs" the Indian ones, as the English-language press writes them.
CURRENCIES = {
    "USD": Currency("US dollar", "US$", "$|us$|us dollar|us dollars|u s dollars|dollar|dollars"
    "|american dollars"
                    "|달러|미국 달러|ドル|米ドル|美元|dólares|dollari"),
    "EUR": Currency("euro", "€", "€|euro|euros|유로|ユーロ|欧元"),
    "GBP": Currency("pound sterling", "£", "£|pound|pounds|pounds sterling|sterling|파운드|ポンド|英镑"),
    "JPY": Currency("yen", "¥", "¥|jp¥|yen|japanese yen|円|엔|日元"),
    "KRW": Currency("South Korean won", "₩", "₩|won|korean won|south korean won|원|ウォン|韩元"),
    "CNY": Currency("yuan renminbi", "CN¥", "cn¥|yuan|renminbi|rmb|chinese yuan|위안|元|人民币|人民元"),
    "INR": Currency("Indian rupee", "₹", "₹|rs|rupee|rupees|indian rupees"),
    "TWD": Currency("New Taiwan dollar", "NT$", "nt$|taiwan dollars|new taiwan dollars|台币|新台幣|台幣"),
    "HKD": Currency("Hong Kong dollar", "HK$", "hk$|hong kong dollars|港元"),
    "SGD": Currency("Singapore dollar", "S$", "s$|sg$|singapore dollars"),
    "AUD": Currency("Australian dollar", "A$", "a$|au$|australian dollars"),
    "NZD": Currency("New Zealand dollar", "NZ$", "nz$|new zealand dollars"),
    "CAD": Currency("Canadian dollar", "C$", "c$|ca$|canadian dollars"),
    "CHF": Currency("Swiss franc", "CHF", "swiss francs|swiss franc|franken"),
    "SEK": Currency("Swedish krona", "SEK", "swedish kronor|kronor|swedish crowns"),
    "NOK": Currency("Norwegian krone", "NOK", "norwegian kroner|norwegian crowns"),
    "DKK": Currency("Danish krone", "DKK", "danish kroner|danish crowns"),
    "PLN": Currency("Polish zloty", "PLN", "zł|zloty|zlotys"),
    "CZK": Currency("Czech koruna", "CZK", "czech crowns|koruna"),
    "HUF": Currency("Hungarian forint", "HUF", "forints|forint"),
    "RON": Currency("Romanian leu", "RON", "lei|romanian lei"),
    "TRY": Currency("Turkish lira", "₺", "₺|turkish lira|turkish liras|lira"),
    "UAH": Currency("Ukrainian hryvnia", "₴", "₴|hryvnia|hryvnias"),
    "RUB": Currency("Russian rouble", "₽", "₽|roubles|rubles"),
    "KZT": Currency("Kazakh tenge", "₸", "₸|tenge"),
    "ILS": Currency("Israeli shekel", "₪", "₪|shekels|shekel"),
    "AED": Currency("UAE dirham", "AED", "dirhams|dirham|uae dirhams|emirati dirhams"),
    "SAR": Currency("Saudi riyal", "SAR", "saudi riyals|riyals|riyal"),
    "QAR": Currency("Qatari riyal", "QAR", "qatari riyals"),
    "KWD": Currency("Kuwaiti dinar", "KWD", "kuwaiti dinars"),
    "BHD": Currency("Bahraini dinar", "BHD", "bahraini dinars"),
    "EGP": Currency("Egyptian pound", "EGP", "egyptian pounds"),
    "MAD": Currency("Moroccan dirham", "MAD", "moroccan dirhams"),
    "NGN": Currency("Nigerian naira", "₦", "₦|naira"),
    "KES": Currency("Kenyan shilling", "KES", "kenyan shillings"),
    "ZAR": Currency("South African rand", "ZAR", "rand|south african rand"),
    "BRL": Currency("Brazilian real", "R$", "r$|reais|brazilian reais"),
    "MXN": Currency("Mexican peso", "MX$", "mx$|mexican pesos"),
    "ARS": Currency("Argentine peso", "ARS", "argentine pesos"),
    "CLP": Currency("Chilean peso", "CLP", "chilean pesos"),
    "COP": Currency("Colombian peso", "COP", "colombian pesos"),
    "IDR": Currency("Indonesian rupiah", "Rp", "rp|rupiah"),
    "MYR": Currency("Malaysian ringgit", "RM", "rm|ringgit"),
    "THB": Currency("Thai baht", "฿", "฿|baht"),
    "VND": Currency("Vietnamese dong", "₫", "₫|dong"),
    "PHP": Currency("Philippine peso", "₱", "₱|philippine pesos"),
    "PKR": Currency("Pakistani rupee", "PKR", "pakistani rupees"),
    "BDT": Currency("Bangladeshi taka", "BDT", "taka"),
}  # fmt: skip

# unit -> meaning. Drafted facts use the same words, but call a currency other than USD, KRW and EUR "other".
UNITS: dict[str, str] = {
    "people": "people: employees, jobs, residents, people trained",
    "users": "users, subscribers or customers of a product; the metric says of what and how active",
    "companies": "organisations: firms, start-ups, schools, agencies",
    "offices": "offices, headquarters, sites and campuses",
    "cities": "cities",
    "countries": "countries and territories",
    "data_centres": "data centres",
    "GPU": "graphics processors and other AI accelerators",
    "MW": "megawatts of power",
    "GW": "gigawatts of power",
    "years": "years, as a length of time",
    "percent": "hundredths of a whole or, as a difference, of what was there before",
    "percentage_points": "difference between two percentages",
    "times": "multiple of a baseline: fourfold is 4",
    "rank": "place in an order, 1 is first",
    "other": "anything else; the metric says what",
    **{code: f"money: {currency.name}" for code, currency in CURRENCIES.items()},
}

NOUNS = {
    "people": "people|person|employees|employee|staff|workers|jobs|researchers|engineers"
    "|students|residents|hires"
    "|staffers|professionals|roles|positions|명|人|名|mitarbeiter|empleados|salariés"
    "|dipendenti|funcionários|beschäftigte|beschäftigten|angestellte|personen|personnes|personas|pessoas"
    "|persone|mitarbeitende|arbeitsplätze|stellen|ingenieure|emplois|employés|collaborateurs|ingénieurs"
    "|trabajadores|ingenieros|empleos|puestos de trabajo|puestos|empregados|colaboradores|engenheiros"
    "|empregos|vagas|ingegneri|posti di lavoro|posti|collaboratori|명의 직원|직원"
    "|员工|員工|名员工|名員工|人员|人員|社員",
    "users": "users|user|subscribers|subscriptions|customers|subscriber|developers|accounts|이용자|ユーザー"
    "|사용자|가입자|nutzer|utilisateurs|usuarios|kunden|clients|clientes|clienti",
    "companies": "companies|company|firms|businesses|startups|start - ups|organisations"
    "|organizations|enterprises"
    "|schools|universities|agencies|社|개사|unternehmen|entreprises|empresas|aziende"
    "|business customers|corporate customers|enterprise customers|geschäftskunden|firmenkunden",
    "offices": "offices|office|sites|campuses|locations|büros|bureaux|oficinas",
    "cities": "cities|city",
    "countries": "countries|country|nations|markets|개국|か国|カ国",
    "data_centres": "data centres|data centers|datacentres|datacenters|data centre|data center|data_centres",
    "GPU": "gpus|gpu|graphics processors|graphics processing units|accelerators|chips|ai chips|processors"
    "|ai accelerators",
    "MW": "mw|megawatt|megawatts|mégawatt|mégawatts|megavatios|메가와트|メガワット|兆瓦",
    "GW": "gw|gigawatt|gigawatts|gigavatios|기가와트|ギガワット|吉瓦",
    "years": "years|year|yr|yrs",
    "percent": "%|percent|per cent|pct|pc|퍼센트|パーセント|prozent|por ciento|por cento|per cento|pour cent",
    "percentage_points": "percentage points|percentage point|pp|ppt|%p|% p|percentage_points",
    "times": "times|time|x|×|fold|- fold|배|倍|mal|veces|vezes|volte|fois",
    "rank": "rank|위|位",
    "other": "other",
}
# Other sizes of a unit: their words, the unit and how much of it one is.
SIZES = {
    "kw|kilowatt|kilowatts": ("MW", "0.001"),
    "tw|terawatt|terawatts": ("GW", "1000"),
    "basis points|bps|bp": ("percentage_points", "0.01"),
}
