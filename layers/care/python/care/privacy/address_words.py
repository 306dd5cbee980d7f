"""The words that tell where an address ends: towns, states, and words that are neither; all but states are folded."""

from typing import Final


def words(text: str, between: str | None = None) -> frozenset[str]:
    """A set as it is written below: words between blanks, or what stands between another sign."""
    return frozenset(map(str.strip, text.split(between)))


# Of Brazil and the United States; "UK" stands in the same place.
STATES: Final = words(
    """
    AC AL AM AP BA CE DF ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO AK AZ AR CA CO CT DE FL GA
    HI ID IL IN IA KS KY LA ME MD MI MN MO NE NV NH NJ NM NY NC ND OH OK OR RI SD TN TX UT VT VA WA WV WI WY DC
    UK
    """
)
TOWNS: Final = words(
    """
    madrid, barcelona, valencia, sevilla, zaragoza, malaga, murcia, palma, bilbao, alicante, cordoba,
    valladolid, vigo, gijon, granada, oviedo, pamplona, almeria, burgos, santander, salamanca, logrono, badajoz,
    huelva, lleida, tarragona, girona, leon, cadiz, jaen, ourense, lugo, caceres, toledo, getafe, mostoles,
    alcorcon, leganes, fuenlabrada, badalona, terrassa, sabadell, hospitalet, elche, cartagena, jerez, marbella,
    alcobendas, torrejon, parla, reus, mataro, ceuta, melilla, segovia, avila, soria, teruel, cuenca, huesca,
    albacete, zamora, palencia, vitoria, san sebastian, donostia, las palmas, santa cruz, la laguna,
    alcala de henares, coruna, la coruna, santiago, pontevedra, guadalajara, ciudad real, lisboa, porto, braga,
    coimbra, faro, aveiro, setubal, leiria, evora, amadora, queluz, almada, sintra, cascais, funchal, gaia,
    guimaraes, sao paulo, rio de janeiro, rio, salvador, brasilia, fortaleza, belo horizonte, curitiba, manaus,
    recife, porto alegre, belem, goiania, campinas, natal, maceio, florianopolis, joinville, niteroi, santos,
    osasco, guarulhos, cuiaba, teresina, cdmx, ciudad de mexico, monterrey, puebla, tijuana, merida,
    buenos aires, caba, rosario, mendoza, la plata, bogota, medellin, cali, barranquilla, lima, arequipa,
    santiago de chile, valparaiso, quito, guayaquil, montevideo, caracas, san jose, panama, london, leeds,
    manchester, birmingham, liverpool, bristol, sheffield, glasgow, edinburgh, cardiff, belfast, oxford,
    cambridge, york, brighton, nottingham, leicester, newcastle, southampton, dublin, cork, new york, brooklyn,
    los angeles, chicago, houston, dallas, austin, miami, boston, seattle, denver, phoenix, atlanta,
    san francisco, san diego, philadelphia, portland, las vegas, detroit
    """,
    between=",",
)
# Words that begin a clause, or say what comes next, and are no town.
NO_TOWN: Final = words(
    """
    a ahora algo alguien and animo as att aunque ayer bom bueno but buenas buenos call calle can cif codigo com
    como con contrato cpf cuando dear desde dni do donde e el ella email en entre era es espero esta estan estoy
    estou eu fica fuera gracias ha hace hay he hello hi hola hora hoje hoy i iban if is it ja la las les llega
    llevo lo los mais mas mejor mensaje mi mientras mio mobile movil my na nada nadie nao nem ni nie nif ninguem
    no nobody non not nothing nunca o obrigada obrigado ola onde ontem order orden os para pedido pero pls
    please por porque pqp preciso puede que queria quero quiero reference ref saludos se segue sem si siempre
    sigo sin since so sois sou soy still su tambien tel telefone telefono telf thank thanks the then there they
    tlf todavia todo tu tudo um un una uno ver vivo voces vosotros we what when where why y ya yo you zip asap
    tracking url wifi sms
    """
)
# Besides: small words, where a town is written without a capital.
NO_LOW_TOWN: Final = words(
    """
    pero porque cuando desde donde para por con sin que como esta estan llega llego nada nadie ahora ayer hoy
    gracias otra llevo sigo sigue hace aqui alli lleva tampoco mas pra nao sem com agora ontem hoje obrigado and
    but since the this that please thanks still not was has with for from again today una uno los las les del
    son soy sois fue han hay muy ese esa
    """
)
# After "de": a time, a way or a thing, and no town.
OF_TIME: Final = words(
    """
    momento verdad nuevo nueva siempre lunes martes miercoles jueves viernes sabado domingo manana tarde noche
    parte nada forma manera esta este esto esse novo nova verdade noite manha segunda terca quarta quinta sexta
    entrega casa piso
    """
)
