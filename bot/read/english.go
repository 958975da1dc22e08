package read

// English reads English.
var English = mustWords(EnglishVocabulary)

// EnglishVocabulary is the language that is always understood.
var EnglishVocabulary = Vocabulary{
	"hydration":     "water, drink, glass, glass of water",
	"ankle-pumps":   "feet",
	"leg-elevation": "legs, legs up, elevate, raise",
	"warm-compress": "heat, warmth",
	"relaxation":    "breathe, breathing",

	"sunday":     "sunday, sundays, sun, su",
	"monday":     "monday, mondays, mon, mo",
	"tuesday":    "tuesday, tuesdays, tues, tue, tu",
	"wednesday":  "wednesday, wednesdays, weds, wed, we",
	"thursday":   "thursday, thursdays, thurs, thur, thu, th",
	"friday":     "friday, fridays, fri, fr",
	"saturday":   "saturday, saturdays, sat, sa",
	"january":    "january, jan",
	"february":   "february, feb",
	"march":      "march, mar",
	"april":      "april, apr",
	"may":        "may",
	"june":       "june, jun",
	"july":       "july, jul",
	"august":     "august, aug",
	"september":  "september, sept, sep",
	"october":    "october, oct",
	"november":   "november, nov",
	"december":   "december, dec",
	"weekdays":   "weekdays, weekday",
	"weekends":   "weekends, weekend, the weekend",
	"daily":      "daily, every day, everyday, each day, all days, every night, nightly, every evening",
	"am":         "am, a, a m, in the morning",
	"pm":         "pm, p, p m, in the afternoon",
	"late":       "in the evening, at night, in the night, tonight",
	"noon":       "noon, midday",
	"midnight":   "midnight",
	"oclock":     "o'clock, o clock, h, hr, hrs, hours, uhr",
	"hour":       "hour, hours, h, hr, hrs",
	"minute":     "minute, minutes, mins, min, m",
	"day":        "day, days, d, night, nights",
	"week":       "week, weeks, wk, wks, w",
	"month":      "month, months",
	"half-hour":  "half an hour, half hour, a half hour",
	"one":        "one, an, a",
	"and":        "and",
	"to":         "to, till, til, until, through, thru, up to",
	"from":       "from, between, starting, beginning",
	"for":        "for",
	"every":      "every, each",
	"before":     "before, prior to",
	"after":      "after",
	"bed":        "bedtime, bed time, bed, going to bed, i go to bed, sleep, sleeping",
	"wake":       "wake, wake up, wakeup, wake time, waking, waking up, i wake up, getting up, i get up",
	"today":      "today, tonight, this evening",
	"tomorrow":   "tomorrow",
	"yesterday":  "yesterday, last night, yesterday evening",
	"this-month": "this month",
	"last-month": "last month, previous month",
	"ordinal":    "st, nd, rd, th, of, st of, nd of, rd of, th of",
	"fill":       "at, on, the, about, around, please",
	"emergency":  englishEmergency,
	"ordinary":   englishOrdinary,
}

// Alternatives that several phrases share.
const (
	englishCannot  = "cannot/cant/carnt/cnt/cany/cann/can-not/can-t/couldnt/could-not/couldn-t/unable"
	englishNot     = "not/wont/will-not/doesnt/does-not/isnt/hasnt/dont/do-not/cant/cannot/cany/carnt/never/wouldnt/refuses"
	englishBlood   = "blood/blod/bloody/blud"
	englishHurts   = "pain/pains/pane/payn/paim/pin/painful/paining/hurt/hurts/hurting/ache/aches/aching/achey/achy/ake"
	englishLimb    = "leg/legs/lef/foot/feet/calf/calfs/calves/toe/toes/ankle/ankles/thigh/thighs/shin"
	englishSudden  = "suddenly/sudden/all-at-once/all-of-a-sudden/al-at-once"
	englishTooMany = "too-many/too-much/to-much/to-many/all-my/all-the/all-of-my/whole-bottle/whole-packet/whole-box/bottle-of/handful-of"
	englishTablets = "tablets/tablet/pills/pill/paracetamol/painkillers/pain-killers/medication/medicine/meds/sleeping-pills/insulin"
)

// englishEmergency is what people may type in an emergency: the signs of the
// first part of the safety page, which follows the advice of NHS, UCLH and Merck
// on when to call an ambulance, and words for being poisoned or wanting to die
// (NHS, urgent help for mental health). The wording is our own guess, with the
// misspellings that are further off than a slip of the finger.
const englishEmergency = `
	breathless/breathlessness/breathlessly/breath-less/brethlis,
	4 ` + englishCannot + ` breathe/breath/breth/breeth/breathing-properly/breathing-right,
	cant-breathing/cannot-breathing/not-breathing/isnt-breathing/stopped-breathing/wont-breathe/not-breathe,
	6 ` + englishCannot + ` get/catch/draw/take breath/breth,
	6 ` + englishCannot + ` get enough/any air, cant-get-air/cannot-get-air/can-not-get-air,
	5 hardly/barely/scarcely/struggling/struggle/struggles/struggled/gasping/fighting/fight/battling breathe/breath/breth/breathing,
	3 trouble/problem/problems/difficulty/difficulties/difficult/labored/laboured/struggle breathe/breath/breth/breathing,
	4 trouble/problem/problems/difficulty/difficulties/wrong my-breathing/my-breath/his-breathing/her-breathing,
	hard-to-breathe/hard-to-breath/hard-to-breth/harder-to-breathe/harder-to-breath/hard-to-get-breath/hard-to-get-my-breath/hard-breathing,
	4 find/finding/its/hard-time hard/hard-time breathing/breathe, breathing-is-hard/breathing-very-hard/breathing-hard/breathing-so-hard/breathing-heavily/breathing-too-fast,
	3 breathing fast/bad/badly/worse/worsening/terrible/awful/rapid, 5 my-breathing/breathing-is/her-breathing/his-breathing bad/worse/worsening/terrible/awful/strange/weird/rapid,
	short-of-breath/short-off-breath/short-of-breathe/short-breath/short-of-breth/short-breth/short-on-breath/short-in-breath,
	3 shortness/shortage breath/breth/breathe,
	4 breath short/shorter/gone, out-of-breath/out-of-breth/out-of-breathe/no-breath/losing-breath/losing-my-breath/lost-my-breath,
	gasping-for-air/gasping-air/gasp-for-air/fighting-for-air/starved-of-air/.-no-air-.,
	choking, suffocating/suffocate/suffercating,
	4 lips/lip blue/bluish/purple,

	8 chest/chset/vhest/xhest/cheast/chect/chst/breastbone ` + englishHurts + `/tight/tightness/tightening/tightened/tite/pressure/pressing/heavy/heaviness/crush/crushing/crushed/squeezing/squeezed/squeeze/burn/burning/burns/stab/stabbing/sharp/sore/agony/discomfort/gripping/gripped/weight/elephant/clamp/constricted/constriction/bursting/killing/vice/vise/someone-sitting/somebody-sitting/something-sitting/sitting-on-top,
	chess-pain/chess-pains/chest-cramp/chest-cramps/cramp-in-chest/cramps-in-chest/cramp-in-my-chest/cramps-in-my-chest/cramp-in-the-chest/cramping-in-my-chest,
	6 ` + englishHurts + `/numbness/tingling down/into/spreading/spreads/shooting/radiating/travelling/goes/going left-arm/my-arm/my-left-arm/jaw/my-jaw/both-arms,
	4 ` + englishHurts + ` heart/hart, 5 think/wrong/trouble/happening my-heart/my-hart, its-my-heart/its-my-hart,

	6 cough/coughs/coughed/coughing/coff/coffing/coffed/caugh/spit/spits/spat/spitting/vomit/vomits/vomited/vomiting/threw-up/throwing-up/throw-up/bringing-up/brought-up/hacking-up/puking/puked/spewing ` + englishBlood + `,
	4 phlegm/flem/sputum/mucus/spit/vomit ` + englishBlood + `,

	5 heart/hearts/hart/haert/hert/heat attack/attak/atack/atak/attacks,
	5 heart/hart/haert/heartbeat/pulse racing/races/race/raced/racey/pounding/pounds/pound/thumping/thudding/hammering/fluttering/flutters/flutter/fast/faster/skipping/galloping/irregular/stopped/stopping/jumping/leaping/rapid/rapidly/quick/quickly/crazy,
	7 heart/hart chest/chset, 6 ` + englishNot + ` slow/calm/settle heart/hart/pulse, palpitations/palpitation/palpatations/palputations, cardiac-arrest,

	collapse/collapsed/collapsing/collapses/kollapsed,
	fainted/fainting/faintid, 4 feel/feels/felt/feeling/going/gonna/about/might faint,
	passed-out/past-out/pass-out/passing-out/passes-out/passed-clean-out/passed-right-out, blacked-out/blacking-out/keeled-over,
	unconscious/unconshus/unconcious/unresponsive/not-responding/isnt-responding,
	lost/lose/losing/loosing/loss-of consciousness/conciousness/conscious,
	cant-wake-him/cant-wake-her/cannot-wake-him/cannot-wake-her/wont-wake-him/he-wont-wake/she-wont-wake/cant-wake-my-husband/cant-wake-my-wife/not-waking-up,
	9 fell/fallen/fall/floor cant-get-up/cannot-get-up/can-not-get-up/cant-get-back-up/carnt-get-up/cant-move/cannot-move,

	a-stroke/a-stoke/a-strok/having-stroke/having-stoke/had-stroke/mini-stroke/my-stroke/his-stroke/her-stroke/.-stroke-.,
	3 stroke/stoke symptoms/signs/sign/help/ambulance/maybe, 4 having/think stroke/stoke,
	6 face/mouth/smile/lip/lips/cheek/eyelid/fase droop/drooping/droops/drooped/droopy/druping/droppy/dropped/dropping/fallen/lopsided/crooked/sagging/sagged/numb/twisted/slack/paralysed/paralyzed/uneven/hanging,
	5 arm/arms weak/weakness/limp/paralysed/paralyzed/useless/floppy/week,
	6 ` + englishCannot + ` lift/raise/move/feel/use arm/arms,
	6 ` + englishSudden + ` arm/arms/face/hand/side/speech numb/numbness/weak/weakness/dead/useless/confused,
	5 left-side/right-side/one-side/whole-side/down-side weak/weakness/paralysed/paralyzed/limp,
	6 side body numb/numbness/weak/weakness/paralysed/paralyzed/dead,
	slurred/slurring/slur/slurs/slering,
	4 ` + englishCannot + ` speak/talk/speek/speaking/talking,
	5 speech slurred/gone/lost/funny/garbled/muddled/trouble/difficult/difficulty/strange/jumbled/odd/wrong/weird/bad,
	lost-speech/loss-of-speech/lost-my-speech/lost-her-speech/lost-his-speech/losing-my-speech, 3 trouble/difficulty speaking/talking/speech,
	6 ` + englishCannot + ` get/say words/word, 6 words come/comes/coming/came wrong/jumbled/muddled/mixed, words-wont-come/words-wont-come-out/words-are-jumbled/words-coming-out-wrong/talking-gibberish/talking-rubbish,

	8 ` + englishLimb + ` ` + englishSudden + ` cold/icy/ice/freezing/pale/white/blue/bluish/grey/gray/numb/num/numbness/lifeless/dead/no-feeling/wont-work/dont-work/paralysed/paralyzed,
	7 ` + englishLimb + ` turned-cold/turned-white/turned-blue/turned-pale/turned-numb/turned-icy/turned-ice/turned-grey/turned-black/turned-all/turned-very/turned-completely/turned-stone/turning-white/turning-blue/turning-pale/turning-cold/turning-black/turning-grey,
	6 leg/legs/foot/calf gone-white/gone-blue/gone-pale/gone-black/went-white/went-blue/went-pale/going-blue/going-white,
	7 leg/legs/foot/calf cold/icy/ice white/pale/blue/bluish,

	5 numb/num/numbness/numness/no-feeling/lost-feeling/cant-feel/cannot-feel between-legs/between-my-legs/between-the-legs/between-her-legs/between-his-legs/between-thighs/between-my-thighs/between-the-thighs/saddle/groin/genitals/genital/privates/private-parts/crotch/down-below,
	6 lost/lose/losing/loose/loosing/loss/no control/controll bladder/bladders/bowel/bowels/bowls/wee/pee/urine/poo,
	5 ` + englishCannot + ` hold/control bladder/bowel/bowels/urine/wee/pee/my-water/my-waters/poo,
	wet-myself/wetting-myself/peed-myself/peeing-myself/weed-myself/soiled-myself/soiling-myself/pooed-myself/pooped-myself/messed-myself/crapped-myself/shit-myself/wet-my-self,
	4 suddenly/sudden/newly/became/become incontinent/incontinence,

	6 ` + englishNot + ` stop/stopping/stopped/stops bleed/bleeding/bleeds/` + englishBlood + `,
	5 bleed/bleeding/bleeds/bled/` + englishBlood + ` pouring/gushing/spurting/spurts/pumping/everywhere/heavily/badly/lots/nonstop/non-stop/profusely/soaked/keeps-coming/a-lot,
	keeps-bleeding/keep-bleeding/still-bleeding/keeps-on-bleeding/wont-stop-bleeding/bleeding-to-death/bleeding-out/losing-blood/lost-blood/loosing-blood,
	6 vein/veins/vain/varicose bleed/bleeding/bleeds/bled/burst/bursted/bust/ruptured/popped/spurting/squirting,

	ambulance/ambulances/embulance/ambulans/amblance, paramedic/paramedics, emergency/emergencies/imergency/emergensy,
	call-for-help/calling-for-help/called-for-help/call-help/send-help/get-me-help/need-help-now/need-help-right-now/need-help-right-away/need-help-fast/need-help-quick/need-urgent-help/need-help-urgently/help-now/help-quick/help-help/.-help-me/please-help-me/pls-help-me/plz-help-me/plse-help-me/god-help-me/someone-help-me/somebody-help-me/save-me/mayday,
	nine-nine-nine/nine-one-one/one-one-two,
	am-dying/im-dying/i-m-dying/hes-dying/shes-dying/he-is-dying/she-is-dying/im-going-to-die/am-going-to-die/im-gonna-die/i-am-gonna-die/im-about-to-die,

	overdose/overdosed/overdosing/overdoze/over-dose/over-dosed,
	6 took/taken/take/swallowed/taking/had ` + englishTooMany + ` ` + englishTablets + `,
	6 took/taken/swallowed 10/12/14/15/16/18/20/24/25/28/30/32/36/40/48/50/60/80/90/96/100/ten/twelve/fifteen/sixteen/twenty/thirty/forty/fifty/hundred ` + englishTablets + `,
	poison/poisoned/poisoning/poisened/weed-killer/weedkiller/rat-poison, 6 drank/drunk/swallowed/drink bleach/detergent/antifreeze/chemicals/petrol,

	suicide/suicidal/suiside/suicidle,
	4 kill/kil/killing/kiling/hang/hanging/drown/harm/harming/shoot/end myself/meself/my-self,
	want-to-hurt-myself/going-to-hurt-myself/hurt-myself-on-purpose/self-harm/self-harming/selfharm,
	4 want/wants/wanted/wanna/wish/wished/rather/ready die/dead,
	better-off-dead/wish-i-was-dead/wish-i-were-dead/rather-be-dead/be-better-off-without-me,
	take-my-life/take-my-own-life/taking-my-life/taking-my-own-life/end-my-life/ending-my-life/end-my-own-life/end-it-all/ending-it-all, 4 want/wanna/wants/going end-it,
	6 dont/do-not/didnt/dont-even want/wanna/wish live/living/alive/be-here-anymore/be-here-any-more/exist/wake-up-again,
	no-longer-want-to-live/no-reason-to-live/nothing-to-live-for/no-point-in-living/no-point-living/tired-of-living/tired-of-life/sick-of-living/cant-go-on-living/not-worth-living/isnt-worth-living`

// englishOrdinary keeps diary notes from being read as emergencies: first the
// common words that resemble one of an emergency (found with the frequencies of
// Brysbaert and New 2009, SUBTLEX-US), then what is said of habits and of nights.
const englishOrdinary = `
	cannon, cart, have, hating, hear, heard, hears, hearty, hearth, cheat, check, cheeks, cheer, crest, vest, breathed, breathes, breather,
	breach, breed, broth, beach, bathing, breaking, beating, breeding, cooking, smoke, couch, caught, coffee, coffin, splitting, bowl, bowed, bought,
	strike, strokes, stroked, stoked, store, stole, stove, stork, stake, spoke, fainter, feinted, flint, painting, paint, paints, pairs, plains, while,
	write, whose, whale, whine, sodden, share, shark, shirt, shorts, shot, shore, sport, sort, part, party, parks, pants, slurped, slurping, overdone,
	overdoing, ambulant, emergence, prison, doing, drying, ding, blend, bleep, blond, bold, bloom, flood, drop, drops, dripping, drooling, month, angle,
	angles, tights, weigh, weighs, crash, crashed, crust, clap, camp, camps, champ, rates, raging, raving, raised, rise, arise, raid, pond, pocket,
	packed, purse, pulls, quack, foster, fasten, fester, flatter, table, tables, bottles, bottled, swallow, drawn, drinks, patrol, waiter, walter,
	controls, hunting, acting, acres, ashes, aces, spots, suits, sports, sits, spill, stepped, stepping, steps, shopping, shops, stall, skill, slipping,
	shipping, feeding, feeds, fees, feelings, blow, block, blocked, blank, backed, burnt, buns, turner, tuned, loving, liking, lining, leaving, leading,
	leaning, leaking, alike, exit, exits, exists, speed, speaks, sneak, steak, seek, spear, spending, speeding, screaming, sweeping, handing, attach,
	arrests, breaths, missed, pissed, waited, waits, wasted, washed, wishes, wore, worst, property, radiation, construction, slugs, slums, spurs,
	spurring, slurp, slurps, sours, strode, strobe, strove, subside, overused, overjoyed, overcoming, emerges, emergent, ambiance, collared, collating,
	palpation, smiled, smiles, smiling, fright, flight, subconscious, semblance, settled, walking, killed, looking, sending, closing, changing,
	charming,

	knee/knees to-my/to-the/to/up-to-my/up-to-the/up-to/towards-my/against-my/into-my/onto-my chest,
	chest of draws/drawers, chest freezer/height/high/level/strap/press,
	blood test/tests/pressure/sugar/sugars/thinner/thinners/flow/count/results/sample/samples/circulation/donor/donation/orange/work,
	above/towards/toward/over/below my/the/your heart, by heart, heart was-in/in my mouth, heart of gold, fast asleep, breath mint/mints, breathing exercise/exercises/session/routine/practice/app/video/technique/techniques,
	` + englishCannot + ` sleep ./so/and-did/and-tried/then/tried breathe,
	collapsed/collapse/collapsing on/onto/into/in bed/my-bed/the-bed/sofa/the-sofa/my-sofa/couch/the-couch/chair/my-chair/the-chair/armchair/the-armchair/my-armchair/settee/the-settee,
	a-faint, only-faint, faint cramp/cramps/tingle/tingling/twinge/throb/throbbing/mark/line/smell/itch,
	a stroke of, stroke my/the/it, breast stroke, back stroke,
	sudden cramp/cramps/spasm/spasms/twitch/noise/noises/movement/movements/jerk/jerks/urge/rain/bang/loud,
	woke/wake/awake/woken/awoke/woken-up/woke-up suddenly, suddenly woke/awake/awoken/woken/awoke,
	white/blue/grey/gray/pale/cold/ice/icy sock/socks/blanket/blankets/stocking/stockings/slipper/slippers/tights/sheet/sheets/towel/gel/cream/trousers/jeans/shoes/pack/packs/water/drink/shower/floor/tiles/light,
	pillow/pillows/cushion/duvet/blanket/bolster/towel/sheet/cat/dog/quilt between/in-between legs/my-legs/the-legs/thighs/my-thighs/the-thighs,
	food poisoning, poison ivy, fell/fall/fallen asleep, living room,
	. help me sleep/relax/with/set/change/find/understand/stretch/fall-asleep/remember/turn/to-sleep/to-relax/to-set/to-change/to-find/to-understand/to-remember/to-stretch/to-fall/please-set/please-change,
	speak/talk/speaking/talking to/about/with/tomorrow,
	die down, 10/12/15/16/20/24/25/30/40/50/60/80/100 mg/mcg/g/ml/min/mins/minutes/days, emergency exit/light/lights/stop/contact/contacts/number/numbers`

func mustWords(v Vocabulary) *Words {
	words, err := NewWords(v)
	if err != nil {
		panic(err)
	}
	return words
}
