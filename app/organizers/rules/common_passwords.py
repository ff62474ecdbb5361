"""Words that Swedish and English passwords are most often made of, lower case, without the digits and signs that people
add to them. Collected by hand; a word shorter than three letters counts only as a whole password.
"""

COMMON = frozenset(
    """
    aaa aaaa abc abcabc abcd abcde abcdef abcdefgh access admin administrator administratör aik alexander alg alskar
    alskling anders andreas andrew android ange angel angermanland anna anvandare användare apelsin apple april ar
    are asd asdf asdfasdf asdfg asdfgh asdfghjkl ashley audi august augusti autumn azerty banan banana baseball
    basketball batman beer berg birgitta bjorn björn blomma blommor bmw bollnas bollnäs bra bracke brynas brynäs
    bräcke buster cat change changeme charlie chocolate choklad christmas coffee computer cookie
    correcthorsebatterystaple daniel dator datorn december default demo din ditt dittlösenord djurgarden djurgården
    dog dragon drottning elev eleven elin elisabeth emma ericsson erik ett eva facebook fan farjestad februari
    february fem ferrari fika flower fluffy football foppa ford forsberg forskola fotboll four fredag fredrik
    freedom friday frihet frolunda frölunda fuck fucking fuckyou fyra färjestad förskola gamla gammal gast gavle
    goddag godmorgon golf google goteborg guest gunnar gustav gymnasiet gymnasium gäst gävle göteborg hacker
    halsingland hammarby handboll hanna hans harjedalen harley harnosand hast hej hejalla hejda hejdå hejhej hejsan
    hello hellohello helvete hemlig hemlighet hemligt hockey hogskola hogskolan horse host hosten hot hudiksvall
    hund hunden hunter hälsingland härjedalen härnösand häst hästen högskola högskolan höst hösten ifk ikea ilovey
    iloveyou ingrid inloggning instagram internet iphone is ishockey jagalskardig jagare jagälskardig jamtland jan
    januari january javla jennifer jenny jessica johan jordan joshua jul julafton juli july june juni jägare
    jämtland jävla kaffe karin karl karlek katt katten kebab kerstin killer king kisse kitten kommun kommunen
    konferens kottbullar kramfors kristina krokom kung kungen kärlek köttbullar lagom larare lars lejon leksand lena
    lennart letmein linda linux lion ljusdal lkj logga loggain login lordag losenord love lucia lulea luleå lärare
    läraren lördag lösenord lösenordet magnus maj malin malmo malmö mandag march margareta maria marie mars master
    matrix mattias may medelpad mercedes michael michelle microsoft midsommar mikael min mina mitt mittlosenord
    mittlösenord mittuniversitetet miun mnb modo monday money monkey mote moten my mycket mylosenord mynoob
    mypassword måndag möte möten natverk network new nicole nils ninja nokia nordanstig norrland nothing november ny
    nyar nytt nyttlosenord nyttlösenord nyår nätverk nätverket och october oktober ol old olof one onsdag
    ornskoldsvik oskar ostersund pask pass passord passw passwd password passwords patrik pengar per peter pizza poi
    pokemon politiker porn porsche prince princess prins prinsessa puppy påsk påskafton qazwsx queen qwe qweasd
    qweasdzxc qwert qwerty qwertyui qwertyuiop qwertz ragunda region regionalt regionen rektor rektorn robert root
    ros rose run runmoten runmöten saab sakerhet samordnare samsung samurai sara saturday scania secret secrets
    security semla september server sex sexy shadow shit skit skola skolan skugga soccer soderhamn solleftea
    sollefteå solsken something sommar sommaren sondag spiderman spring starwars stockholm stromsund strömsund
    student summer sunday sundsvall sunshine super superman superuser sven sverige sweden system säkerhet söderhamn
    söndag test testar tester testing the thequickbrownfox thomas three thursday tiger timra timrå timråik tisdag
    tja tjena tjenare torsdag toyota tre trustno trustnoone tuesday tva två twitter two umea umeå universitet
    universitetet uppsala user utvecklingsnatverk utvecklingsnätverk valkommen var varen varg vasternorrland vinter
    vintern vodka volvo vovve välkommen västernorrland vår våren wasd wednesday welcome whatever whisky windows
    winter xxx yamaha youtube zlatan zxc zxcvbn zxcvbnm älg älskar älskling ängel äpple är ånge ångermanland åre öl
    örnsköldsvik östersund
    """.split()  # noqa: SIM905 - words in running lines are easier to read and to add to than a list of them
)
