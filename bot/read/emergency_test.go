package read

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// emergencyTexts are what people may type in an emergency, with the slips of
// somebody half asleep, one a line.
const emergencyTexts = `
I cannot breathe
I can not breathe
i cant breath
can't breathe
I can’t breathe properly
cant breathe!!!
CANT BREATHE
carnt breathe
cannt breth
cantbreathe
icantbreathe
pased out
aambulance
I can't catch my breath
couldnt get my breath just now
I can barely breathe
im struggling to breathe
struggling for breath
trouble breathing since an hour
trouble with my breathing
difficulty in breathing
difficulty breething
its hard to breathe
very short of breath
shortof breath suddenly
shortness of breth
suddenly breathless
I am breathles
brethless, dont know why
so out of breath lying here
gasping for air
my husband has stopped breathing
she is not breathing
choking
lips are blue
breathing very hard and fast
my breathing is getting bad
I have chest pain
chest pian
chestpain
chset pain
Chest Pains
chest-pain
pain in my chest
pain in my chets
a terrible pain in the middle of my chest
my chest really hurts
my chest hurst
my chest is hurting badly
it feels tight in my chest
tightness across the chest
pressure on my chest
presure in chest
chest feels heavy
crushing feeling in the chest
like an elephant on my chest
sharp pain when i breathe in, left chest
burning in my chest
ch est... chest ache
pain going down my left arm
pain in my arm and chset
coughing blood
coughing up blood
coughing up blod
coughed up some blood
i coffed up blood
spitting blood
blood in my spit
vomiting blood
threw up blood just now
my heart is racing
heart racing
hart racing wont calm down
heart beating very fast
my heart is pounding like mad
very fast pulse
palpitations for an hour
palpatations
heart attack
hart attack
hartattack
heartatack
haert atack
I think I am having a heart attck
my heart stopped and started
collapsed
I colapsed in the kitchen
my wife collapsed on the floor
he has colapsd
I fainted
fainted twice this evening
I feel faint
think im going to faint
passed out
I passed out in the bathroom
past out
blacked out for a minute
he is unconscious
shes unconcious
lost consciousness
cant wake him
I've fallen and I can't get up
fell in hall cannot get up
face drooping
my face is droping on one side
his mouth has dropped on one side
one side of my face is numb
my arm is weak and my mouth crooked
arm gone weak
i cant lift my arm
cant move my left arm
sudden weakness in arm
slurred speech
my speach is slurred
slurring my words
she cant speak
cant talk properly
my speech is gone
I think its a stroke
stroke
am I having a stroke?
having a stoke
left side of my body is numb
my leg is suddenly cold and white
foot suddenly went cold
leg turned blue
my left foot turned white
leg has gone all white and cold
all at once my leg is numb
suddenly my foot is ice cold
suddenly pale leg, no feeling
calf suddenly blue
numb between my legs
legs weak and numb between the legs
numbness in the groin
lost control of my bladder
loss of bowel control
cant control my bladder
cant hold my wee
I wet myself
wetting myself suddenly
bleeding wont stop
the bleeding will not stop
cant stop the bleeding
it wont stop bleeding
vein bleeding
my vein burst
varicose vein is bleeding a lot
blood everywhere
blood pouring from my leg
bleding wont stop
call an ambulance
ambulance
ambulence please
need an ambulanc
this is an emergency
emergancy
call for help
send help
help me
HELP ME
Help me please
please help me
helpme
SOS
sos
s.o.s.
S O S
SOS!SOS
sossossos
S.O.S. S.O.S.
s o s s o s
112
call 112
call 911
999
call999
9-1-1
nine nine nine
１１２
1️⃣1️⃣2️⃣
🆘
overdose
I took an overdose
I took too many pills
took all my tablets
swallowed a whole bottle of pills
I have been poisoned
drank bleach by mistake
I want to die
i want too die
wantto die
I just want to die
wish I was dead
kill myself
going to kill my self
I will kil myself
suicide
feeling suicidal
end my life
I dont want to live any more
no reason to live
better off dead
im dying
I think I'm dying
no chest pain
c h e s t pain
chéśt påin
𝐜𝐡𝐞𝐬𝐭 𝐩𝐚𝐢𝐧
paaaaain in chest
my ❤️ chest hurts so much
Something is wrong with my breathing I cant get any air in
my breath has gone I feel awful
having a hard time breathing
i am fighting to get a breath
wheezing and cant breath lying down
I'm so short of breth tonight
can hardly breath since I woke up
having trouble catching my breath
my lungs cant get enough air
breathing so fast cant slow down
awful pressure in the middle of my chest, going into my jaw
feels like someone sitting on my chest
chest is really tight and sweaty
my chest feels like its in a vice
pains in me chest
stabing pain in chest
I have a pane in my chest
dull ache chest and left arm
heaviness in my chest woke me
brought up blood when i coughed
there is blood when I cough
cough with bright red blood
spat out some blood
heart is beating out of my chest
heart going too fast and dizzy
heart wont slow down
think its my heart
wife had a heart atack
hubby just collapsed
mum has collapsed please help
she fainted and wont come round
almost passed out
dad passed out on the floor
granny is unconcsious
he's not waking up
I fell down and cant get up
one side of his face has fallen
face feels droopy
his face is lopsided
arm is dead and i cant talk
words come out all wrong
my speech is slured and arm weak
i cant get my words out
husband having a stroke
think wife is having a strok
right arm and leg weak all of a sudden
my foot turned pale and cold all of a sudden
the leg went ice cold suddenly and really painful
leg suddenly blue and painful
my legs suddenly wont work
cant feel between my legs and legs weak
numb down below and cant pee
wet the bed, no control of bladder
lost controll of bowels
burst vein, blood squirting out
leg is bleeding and I can't stop it
bleeding a lot from the vein
its bleeding badly
call an ambulanse
get me an ambulance
please call 999
Dial 911 now
pls help me
somebody help me
help me im dying
i need help right now
ive taken too many sleeping tablets
took 20 paracetamol
I think I've been poisoned
swallowed bleach
I cant go on, I want to end it
i wish i were dead
life is not worth living
I want to kill myself
thinking of suicide
I dont want to be alive
i feel like ending it all
I'm having chest pains again and sweating
pain inn chest
MY CHEST HURTS
help cant breathe
suddenly I cant get my breath at all
feel like I am suffocating
so breathless I cant talk
breathlesness came on an hour ago
can’t seem to get enough breath
shortnes of breath and pain in side
I woke up gasping for breath
dificulty breathing and sweating
cant brethe help
canot breath
i cnat breathe
Cant brathe
cant breahte
I carn't breath
have bad chest pain since dinner
chest pains down to elbow
chest pain radiating to jaw
chesst pain
cehst pain
chest hurting real bad
hurting in my chest when I breathe
tight chest and sweating
chest tightness
pressure in the centre of chest
my chest is so sore I cant lie down
pain right across the top of my chest and back
horrible squeezing in chest
couging up blood
coughing up bright red blod
coughed blood twice
blood coming up when coughing
my heart is beating so fast
heart is beating really fast and I feel dizzy
heart pounding, sweaty
racing heart
heart palpitations
i think im having a heart attack please
its a heart attack
I just collapsed
nearly fainted and vision going
i fainted in the shower
my husband passed out
wife is unconscious
Mum unresponsive
he collapsed and isnt breathing
her face is drooping
left side of face droopy
my mouth is drooping
slurrd speech
speech slurring, arm wont move
sudden weakness one side
I cant speak properly
strokee
stroke i think
leg suddenly white and freezing
my foot has suddenly turned blue
sudden numb cold leg
left leg turned pale
right foot gone numb and white suddenly
whole leg turned cold and i cant feel it
numb in my saddle area
I have lost control of my bowels
no feeling between my legs
lost bladder control
peed myself without feeling it
my varicose vein burst and wont stop bleeding
blood is gushing out of my ankle
leg bleeding wont stop
bleeding heavily
need ambulance now
amublance
emergancy please
its an emergency!!
im in a emergency
call 999 please
112!!!
SOS SOS
Help me, please, I fell
Overdosed on tablets
over dose
took too many pain killers
taken too much medication
poisoned
i drank weed killer
I am going to kill myself tonight
want to end my life
dont want to live anymore
I feel suicidal
thinking about ending my life
suicid
`

// ordinaryTexts are notes as people keep them, one a line.
const ordinaryTexts = `
my leg was numb for a minute
leg felt numb after sitting too long
left foot numb again this morning
numb toes, gone after walking
legs heavy all evening
heavy legs after the shopping
calf still sore
one bad cramp at 3, eased after stretching
two cramps, left calf, both short
cramp in the arch of my foot
terrible cramp, screamed, woke my wife
the pain was awful but gone in a minute
pain in my left calf when I got up
sharp pain in the calf
sharp pain behind the knee
my calf was hard as a rock
calf tight as a drum
tight calves after gardening
legs ache
my feet were cold
cold feet in bed, wore socks
feet like ice, put on blue socks
cold white tiles in the bathroom
my feet went cold around midnight
slept badly
slept like a log
could not sleep until two
cant sleep
cant sleep, so breathe slowly and count
trouble falling asleep
hard to fall asleep, did the breathing exercise
did my breathing exercise tonight
did not do the breathing exercise
breathing in for five and out for five helps
the slow breathing helps me relax
took a deep breath and stretched
relaxed and breathed slowly
breathe out, then pull the toes
I can breathe better with the window open
walked 112m
walked 1,112 steps
9,112 steps today
blood pressure 112/74
got up at 9:11
slept from 9-11
drank 1.5 litres
glass of water at 9.30
had coffee late, maybe that is why
two glasses of wine with dinner
ate bananas
cooking for the family, on my feet all day
spicy food for supper
chicken soup and bread
heartburn after dinner
hearty breakfast
heat pad helped
the heat helped fast
warm compress helped
put the compress on my calf, fast asleep after
legs up above the heart for 20 minutes
legs above my heart, fast relief
massaged toward the heart, quick rub
learned the stretch by heart, quick now
pulled my knee to my chest and it hurt less
hugged both knees to my chest, tight calf
moved the chest of drawers, sore legs
heavy chest freezer carried, cramp after
stroked the cat
gentle strokes along the calf
stroke the calf upward
breast stroke in the pool
swam ten lengths
painted the fence
painting the kitchen, long day
overdone it in the garden
I think I have overdone it today
sitting too long at the desk
sat on the couch all day, blood flow is bad
had a cough, and a blood test tomorrow
coughing a lot these days
blood test on Monday
my blood pressure was fine
high blood pressure pills changed
collapsed into bed
collapsed on the sofa after the walk
a faint ache in the shin
felt a faint cramp coming
pain is fainter today
faint tingling in the foot
fell asleep on the sofa and can't get up early
can't get up early in the morning
woke up suddenly with a cramp
suddenly woke, leg was numb
woke suddenly, cold feet
sudden cramp in the calf, foot was cold after
turned over in bed and my leg was numb
turned the heating on, cold feet
white socks, cold legs
pillow between my legs, numb foot
slept with a pillow between my knees
slept on my arm, it was numb
arm asleep this morning
my arms are tired from digging
lost control of the bike
bladder woke me twice
up three times to pee
no bladder trips tonight
cut my toe, a little blood
varicose veins are itching
veins look blue
blue veins on my foot
my veins ache
varicose veins and heavy legs
help
does this help
the stretch does help me
these help me sleep
help me sleep
Help me set my bedtime
help me with the plan please
can you help me change the time
need help with the settings
who can help with my reminders
I want to sleep
want to change my bedtime
I wish I could sleep
these cramps are killing me
cramps are taking over my life
cramp let me live in peace tonight
waiting for the pain to die down
my phone is dying
drying my hair
dead tired
dead batteries in the torch
the doctor said my circulation is fine
talked to the doctor about it
can't talk to the doctor until Monday
she can't speak to anyone at the clinic
new tablets since Tuesday
I take my tablets at night
took my pills with water
forgot my magnesium
food poisoning last week
poison ivy on the ankle
stopped after five minutes
it wont stop raining
the cramps won't stop
the cramps do not stop
cramp would not stop for ten minutes
face cream ran out
washed my face and went to bed
opened my mouth guard
smiled all day
watched the race on TV
my mind was racing
watched the fast train
grandchildren were here
dog walked me five miles
played chess with my brother, pain in the leg
long flight, legs swollen
both legs swollen after the flight
left ankle swollen
my legs jump when I lie still
restless legs again
missed the stretch
stretched twice
did all
all good
nothing
a quiet night
the counterbalance of the garage door
thank you
good night
why do I get cramps
how do I stop the reminders
stop
pause until Friday
I can not find my plan
what is an emergency contact good for
Woke at 4 with a cramp in the right calf, lasted two minutes
Walked to the shops and back, about two miles
A bit stiff in the morning
Restless night, got up twice for the loo
Hot water bottle on the calf was lovely
Had soup and a cheese sandwich
Fell asleep in front of the telly
Cramp in both feet, toes curled
Did the ankle pumps while watching the news
No cramp, first time this week
Had to jump out of bed with the pain
My toes went white in the cold sea
Husband rubbed my calf until it stopped
Pins and needles in the left foot
Long drive yesterday, legs felt like lead
Gave blood yesterday
Blood results came back fine
New blood thinner since May
Doctor checked my heart, all good
Heart rate 62 at rest
My pulse was 70
Chest infection cleared up at last
Tight chest strap from the running watch
Pain in the knee after kneeling
Arms sore from carrying shopping
My arm hurts from the flu jab
Face mask and early bed
Grandson stroked my foot
It stopped by itself
Bleeding gums this morning
Cut my shin, it bled a bit
Hit my leg on the table, blue mark
Big blue bruise on my shin
Bruise on the thigh is turning yellow
Leg went dead when I sat cross-legged
My leg fell asleep
Foot fell asleep on the sofa
Suddenly cold weather, more cramps
All at once three cramps
Suddenly a cramp while swimming
cold feet all night, warm socks helped
it felt like my leg was being crushed
I nearly died laughing
Bored to death
Dead leg from football
killing time until bed
I hate taking tablets
took two tablets at bedtime
took a bottle of water to bed
Magnesium tablets, one a day
too many pills already, not taking more
Drank too much water, up all night
my bladder is the problem
cannot get comfortable
could not get out of bed
unable to stretch tonight
I cannot raise my toes very far
can't lift my heel
cant do the stretch, arm in a sling
can't move my toes without a cramp
hard to get up
Breathing was calm
Breath in, breath out, nice
Slept with mouth open
Weak legs after flu
weak ankle
legs were weak after the walk
Feeling weak today
felt dizzy when I stood up
Feeling low today
I feel lonely at night
hate these cramps so much
I am fed up with this
so tired of this
sick of cramps
Tired of waking up
The pain made me shout
Called the doctor about the pills
called my sister for help with the shopping
the nurse was very helpful
my wife helped me
What a race, heart was in my mouth
I love you
Got a heart shaped box of chocolates
chest of tea
Quick walk, then stretch
up and down stairs ten times
Cramps again, third night in a row
The left one went first, then the right one
My foot twisted inwards, very painful
Toe cramp while putting on stockings
Heels dug into the mattress, that worked
Iced the calf, wrapped in a towel
It came on suddenly around five
Suddenly both calves locked
Sudden sharp cramp in the foot, then it was cold outside
My foot was white from the sock
Leg turned inwards
Turned on the light and stood on the cold floor
Cold night, leg outside the blanket
Pale moon, white night, slept little
Felt numb from tiredness
Numb bum from the bus seat
Foot numb from the tight shoe
My hands were numb this morning
Carpal tunnel again, numb hand
I had weak coffee
Ran out of breath mints
My breath smelled of garlic
No time to breathe this week
Breathing exercises with the app, five minutes
Choked on a crumb, all fine
Fought with the duvet
Hard mattress, hard night
It was hard to stretch
The pain is easier to bear
Chest X-ray was clear
Chest cold nearly gone
Wore the heart monitor for a day
My heart goes out to her
Heartfelt thanks
Broke a glass, no blood
Blood sugar was 7
Blood clot in 2015, on thinners
Vein clinic next week
The vein on my calf itches
Varicose vein hurts a bit after standing
Stopped the statin last week
The nurse dressed my sore
Face down on the massage table
Arm in a sling
Took my arm off the pillow
Talked all evening
Lost my glasses
lost control of the remote
Wet weather
Woke up wet with sweat
I wet the towel with warm water
Peed three times
Had a fall last winter, fine now
Fell over the cat, nothing broken
Passed by the pharmacy
Passed a good night
The film was killing
Dying to sleep
I would die for a good night
Life is good
Took one tablet of magnesium
Finished the whole bottle of water
Doctor took me off the tablets
I do not want more pills
I do not like living in the city, noisy nights
end of the week, tired
It all ended at six
Call me tomorrow
My helper came
Thanks for your help
Help with stretching please
helping my wife in the garden
Is this normal
How long should I hold
emergence of spring
I have 12 steps at home
11:20 cramp, 1:12 cramp
cramps 1 1 2 this week
room temperature 19.5
weight 91.1 kg
`

// tooFar are emergencies that are not found, and tooNear notes that are read
// as emergencies: what finding the others costs. Beside the note that a person
// may keep there is always a button for help.
const (
	tooFar = `
help
stoke
my jaw hurts
i dont feel right at all
xhesr paun
vant breaty
I cant see anything
ches tpain
my heart is going like the clappers
pulse is 160
`
	tooNear = `
walked 112 steps
bus 911 was late
no chest pain, no breathlessness
a bit out of breath after the stairs
had a stroke in 2019
my leg suddenly went numb in the cinema
the cat slept on my chest, heavy
what to do in an emergency
the tent collapsed
I took all my tablets today, as planned
ambulance came for the neighbour
`
)

func lines(text string) []string { return strings.Split(strings.TrimSpace(text), "\n") }

func TestEmergency(t *testing.T) {
	t.Parallel()
	for _, table := range []struct {
		name, texts string
		want        bool
	}{
		{"emergencies", emergencyTexts, true},
		{"too near", tooNear, true},
		{"ordinary", ordinaryTexts, false},
		{"too far", tooFar, false},
	} {
		for _, text := range lines(table.texts) {
			if got := English.Emergency(text); got != table.want {
				t.Errorf("%s: %q = %v", table.name, text, got)
			}
		}
	}
	for name, texts := range map[string]string{"emergencies": emergencyTexts, "ordinary": ordinaryTexts} {
		if n := len(lines(texts)); n < 120 {
			t.Errorf("%d %s", n, name)
		}
	}
}

func TestEmergencyHidden(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"ch\u00adest pain", "c\u200bhest\u00a0pain", "chest\tpain", "chest\npain", "\u202echest pain", "CHEST\u2003PAIN", "\xffchest\xfe pain\x00",
		"can´t breathe", "can`t breathe", "can＇t breathe", "‘chest’ “pain”", "**chest** _pain_", "chest/pain", "chest—pain",
		"call:112", "(112)", "112/911", "١١٢", "112, please", "١١٢", "tel.112",
	} {
		if !English.Emergency(text) {
			t.Errorf("%q is missed", text)
		}
	}
	for _, text := range []string{"", " ", ".", "\x00", "112kg", "1.112", "112.5", "112-74", "11 2", "9 11", "s o", "a b c d", "x"} {
		if English.Emergency(text) {
			t.Errorf("%q is read as an emergency", text)
		}
	}
}

func TestSpell(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                      ".",
		"Can´t, won’t":          ". cant . wont .",
		"one\ntwo...three":      ". one . two . three .",
		"paaaaain in boots":     ". pain in boots .",
		"S.O.S. s o s, s, o, s": ". sos . sos . s . o . s .",
		"a b c d":               ". abcd .",
		"at 9.30, 1,112 112kg":  ". at 9.30 . 1,112 112kg .",
		"call112/911":           ". call 112/911 .",
		"calf-stretch/pumps":    ". calf stretch pumps .",
		"über ½":                ". uber 1 . 2 .",

		strings.Repeat("ab", longestSpelt): ". " + strings.Repeat("ab", longestSpelt/2) + " .",
	} {
		var words []string
		for _, word := range spell(text) {
			words = append(words, string(word))
		}
		if got := strings.Join(words, " "); got != want {
			t.Errorf("%q is spelt %q, not %q", text, got, want)
		}
	}
}

// TestEmergencySlips makes one slip in each of the longer words of plain
// emergencies: two neighbours swapped, a letter left out, or one struck twice.
func TestEmergencySlips(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"chest pain", "cannot breathe", "coughing blood", "heart attack", "collapsed", "fainted", "unconscious",
		"ambulance", "emergency", "breathless", "shortness of breath", "overdose", "suicide", "slurred speech", "palpitations",
	} {
		for at := 1; at < len(text); at++ {
			slips := []string{text[:at] + text[at-1:]}
			if at+1 < len(text) {
				slips = append(slips, text[:at]+text[at+1:at+2]+text[at:at+1]+text[at+2:])
				slips = append(slips, text[:at]+text[at+1:])
			}
			start := strings.LastIndexByte(text[:at], ' ') + 1
			length := strings.IndexByte(text[start:]+" ", ' ')
			if length < 5 || start == at || at+1 >= start+length {
				continue // short words and spaces are another matter
			}
			for _, slip := range slips {
				if !English.Emergency(slip) {
					t.Errorf("%q, meant %q, is missed", slip, text)
				}
			}
		}
	}
}

func TestEmergencyWords(t *testing.T) {
	t.Parallel()
	words, err := NewWords(Vocabulary{
		"emergency": "Atemnot, keine Luft, Brust Schmerz/Schmerzen, 3 не-могу дышать, .-Hilfe-.,",
		"ordinary":  "Arm/Armes Brust Schwimmen",
	}, english(t))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"ATEMNOT": true, "Atmenot": true, "Ich kriege keine Luft": true, "Schmerzen in der Brust": true, "Brustschmerzen": true,
		"Luft gibt es hier keine": false, "Hilfe!": true, "keine Hilfe": false, "Не могу дышать": true, "я не могу дыщать": true,
		"Arm Brust Schwimmen Schmerz": false, "chest pain": true, "112": true, "guten Abend": false,
	} {
		if got := words.Emergency(text); got != want {
			t.Errorf("%q = %v", text, got)
		}
	}
	for _, v := range []Vocabulary{
		{"emergency": "chest pa?n"}, {"emergency": "chest //pain"}, {"emergency": "3"}, {"emergency": "chest-"}, {"ordinary": "fast --asleep"},
	} {
		if _, err := NewWords(v); err == nil {
			t.Errorf("%v was accepted", v)
		}
	}
	var none Words
	if none.Emergency("chest pain") || !none.Emergency("call 911") {
		t.Error("without a vocabulary the numbers alone are known")
	}
}

// checkEmergency holds what is true of every text: whatever was said before or
// after, an emergency is found.
func checkEmergency(t reporter, text string) {
	t.Helper()
	English.Emergency(text)
	for _, all := range []string{text + "\nI have chest pain", "cannot breathe\n" + text, text + " \n 112", "sos\n" + text} {
		if !English.Emergency(all) {
			t.Fatalf("%q is missed", all)
		}
	}
}

func TestEmergencyAmongOthers(t *testing.T) {
	t.Parallel()
	for _, text := range hostileTexts {
		checkEmergency(t, text)
	}
	notes := lines(ordinaryTexts + tooFar)
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SliceOfN(rapid.SampledFrom(notes), 0, 5).Draw(t, "notes")
		checkEmergency(t, strings.Join(some, "\n"))
		checkEmergency(t, rapid.String().Draw(t, "text"))
	})
}

// hostileEmergencies are texts as long as a message can be, each made to be
// slow: words that resemble many, joined words, phrases that never end.
func hostileEmergencies() []string {
	var texts []string
	for _, part := range []string{
		"a", "a ", "a.", "chest ", "chestchest", "chesx ", "hesrt braeth cehst ", "cantcantcantcantcantcantcantcantcantcan ", "suddenly leg ",
		"help me ", ". help ", "1", "1 ", "1.", "1.1.", "112-", "ﷺ", "\u0301", "a\u0301", "\u200d", "\xff", "'", "🦵", "breathe in my chest of drawers ",
	} {
		texts = append(texts, strings.Repeat(part, 4096)[:4096])
	}
	return texts
}

func TestEmergencyLarge(t *testing.T) {
	t.Parallel()
	for _, text := range hostileEmergencies() {
		checkEmergency(t, text)
		English.Emergency(strings.Repeat(text, 20))
	}
}

func FuzzEmergency(f *testing.F) {
	for _, text := range hostileTexts {
		f.Add(text)
	}
	for _, text := range lines(ordinaryTexts + emergencyTexts) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkEmergency(t, text) })
}

func BenchmarkEmergency(b *testing.B) {
	longest := strings.ReplaceAll(strings.Repeat(strings.TrimSpace(ordinaryTexts)+"\n", 2)[:4096], "\n", ". ")[:4096]
	for name, texts := range map[string][]string{
		"note": {"Woke at 4 with a cramp in the right calf, lasted two minutes"}, "longest": {longest}, "hostile": hostileEmergencies(),
		"tenfold": {strings.Repeat(longest, 10)}, // ten times as long as longest
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				for _, text := range texts {
					English.Emergency(text)
				}
			}
		})
	}
}
