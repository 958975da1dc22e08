package place

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// short writes places as "City, Region, Country, Zone", one a line, for tables
// that are read by people.
func short(places []Place) string {
	var lines []string
	for _, p := range places {
		lines = append(lines, strings.Join([]string{p.City, p.Region, p.Country, p.Zone}, ", "))
	}
	return strings.Join(lines, "\n")
}

func TestFindFirst(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		// A city, however it is written.
		{"Berlin", "Berlin, Berlin, DE, Europe/Berlin"},
		{"  berlin\n", "Berlin, Berlin, DE, Europe/Berlin"},
		{"BERLIN!", "Berlin, Berlin, DE, Europe/Berlin"},
		{"são paulo", "São Paulo, São Paulo, BR, America/Sao_Paulo"},
		{"Sao  Paulo", "São Paulo, São Paulo, BR, America/Sao_Paulo"},
		{"New York", "New York, New York, US, America/New_York"},
		{"new-york", "New York, New York, US, America/New_York"},
		{"Frankfurt", "Frankfurt, Hessen, DE, Europe/Berlin"},
		{"Frankfurt am Main", "Frankfurt am Main, Hessen, DE, Europe/Berlin"},
		{"Frankfurt (Oder)", "Frankfurt (Oder), Brandenburg, DE, Europe/Berlin"},
		{"Frankfurt Oder", "Frankfurt (Oder), Brandenburg, DE, Europe/Berlin"},
		{"castrop rauxel", "Castrop-Rauxel, Nordrhein-Westfalen, DE, Europe/Berlin"},
		{"St Gallen", "St. Gallen, Sankt Gallen, CH, Europe/Zurich"},
		{"Washington D.C.", "Washington, D.C., District of Columbia, US, America/New_York"},
		{"Washington DC", "Washington, D.C., District of Columbia, US, America/New_York"},
		{"xi’an", "Xi'an, Shaanxi, CN, Asia/Shanghai"},

		// Names at home, and in a neighbour's language.
		{"München", "München, Bayern, DE, Europe/Berlin"},
		{"munchen", "München, Bayern, DE, Europe/Berlin"},
		{"Muenchen", "München, Bayern, DE, Europe/Berlin"},
		{"mu\u0308nchen", "München, Bayern, DE, Europe/Berlin"},
		{"Munich", "Munich, Bayern, DE, Europe/Berlin"},
		{"Köln", "Köln, Nordrhein-Westfalen, DE, Europe/Berlin"},
		{"Koeln", "Köln, Nordrhein-Westfalen, DE, Europe/Berlin"},
		{"Saarbruecken", "Saarbrücken, Saarland, DE, Europe/Berlin"},
		{"Gießen", "Gießen, Hessen, DE, Europe/Berlin"},
		{"Giessen", "Gießen, Hessen, DE, Europe/Berlin"},
		{"Wien", "Wien, Wien, AT, Europe/Vienna"},
		{"Zürich", "Zürich, Zürich, CH, Europe/Zurich"},
		{"Zuerich", "Zürich, Zürich, CH, Europe/Zurich"},
		{"Genf", "Genf, Genève, CH, Europe/Zurich"},
		{"Roma", "Roma, Lazio, IT, Europe/Rome"},
		{"Milano", "Milano, Lombardia, IT, Europe/Rome"},
		{"Praha", "Praha, Prague, CZ, Europe/Prague"},
		{"Warszawa", "Warszawa, Masovian, PL, Europe/Warsaw"},
		{"Lodz", "Łódź, Lódz, PL, Europe/Warsaw"},
		{"Moskva", "Moskva, Moskva, RU, Europe/Moscow"},
		{"kobenhavn", "København, Hovedstaden, DK, Europe/Copenhagen"},
		{"İSTANBUL", "Istanbul, Istanbul, TR, Europe/Istanbul"},
		{"Saigon", "Saigon, Ho Chi Minh City, VN, Asia/Ho_Chi_Minh"},

		// Other scripts.
		{"東京", "東京, Tokyo, JP, Asia/Tokyo"},
		{"大阪", "大阪, Osaka, JP, Asia/Tokyo"},
		{"北京", "北京, Beijing, CN, Asia/Shanghai"},
		{"서울", "서울, Seoul, KR, Asia/Seoul"},
		{"москва", "Москва, Moskva, RU, Europe/Moscow"},
		{"САНКТ-ПЕТЕРБУРГ", "Санкт-Петербург, City of St. Petersburg, RU, Europe/Moscow"},
		{"Київ", "Київ, Kyiv, UA, Europe/Kyiv"},
		{"القاهرة", "القاهرة, Al Qahirah, EG, Africa/Cairo"},
		{"תל אביב", "תל אביב, Tel Aviv, IL, Asia/Jerusalem"},
		{"تهران", "تهران, Tehran, IR, Asia/Tehran"},
		{"दिल्ली", "दिल्ली, Delhi, IN, Asia/Kolkata"},
		{"ΑΘΗΝΑ", "Αθήνα, Attiki, GR, Europe/Athens"},

		// Namesakes, told apart.
		{"Paris", "Paris, Île-de-France, FR, Europe/Paris"},
		{"Paris, Texas", "Paris, Texas, US, America/Chicago"},
		{"Paris Texas", "Paris, Texas, US, America/Chicago"},
		{"paris tx", "Paris, Texas, US, America/Chicago"},
		{"Paris (TX)", "Paris, Texas, US, America/Chicago"},
		{"Perth Australia", "Perth, Western Australia, AU, Australia/Perth"},
		{"Perth, Scotland", "Perth, Perthshire and Kinross, GB, Europe/London"},
		{"Springfield, IL", "Springfield, Illinois, US, America/Chicago"},
		{"Springfield, Oregon, USA", "Springfield, Oregon, US, America/Los_Angeles"},
		{"London, Ontario", "London, Ontario, CA, America/Toronto"},
		{"Portland ME", "Portland, Maine, US, America/New_York"},
		{"Vienna, Austria", "Vienna, Wien, AT, Europe/Vienna"},
		{"Deutschland, Bonn", "Bonn, Nordrhein-Westfalen, DE, Europe/Berlin"},
		{"Bonn، ألمانيا", "Bonn, Nordrhein-Westfalen, DE, Europe/Berlin"},
		{"Natal", "Natal, Rio Grande do Norte, BR, America/Fortaleza"},

		// More words than needed.
		{"10115 Berlin", "Berlin, Berlin, DE, Europe/Berlin"},
		{"80331 München, Germany", "München, Bayern, DE, Europe/Berlin"},
		{"Berlin, Mitte", "Berlin, Berlin, DE, Europe/Berlin"},
		{"Mitte, Berlin", "Berlin, Berlin, DE, Europe/Berlin"},

		// IANA names.
		{"Europe/Berlin", "Berlin, Berlin, DE, Europe/Berlin"},
		{"america/new_york", "New York, New York, US, America/New_York"},
		{"America/New York", "New York, New York, US, America/New_York"},
		{"AMERICA/ARGENTINA/BUENOS_AIRES", "Buenos Aires, Ciudad de Buenos Aires, AR, America/Argentina/Buenos_Aires"},
		{"Asia/Calcutta", "Kolkata, West Bengal, IN, Asia/Kolkata"},
		{"US/Eastern", "New York, New York, US, America/New_York"},
		{"Kolkata", "Kolkata, West Bengal, IN, Asia/Kolkata"},
		{"europe berlin", "Berlin, Berlin, DE, Europe/Berlin"},
		{"Azores", "Ponta Delgada, Azores, PT, Atlantic/Azores"},
		{"Osterinsel", "Hanga Roa, Valparaíso, CL, Pacific/Easter"},
		{"UTC", "UTC, , , UTC"},
		{"Etc/UTC", "UTC, , , UTC"},

		// Countries and regions.
		{"Deutschland", "Berlin, Berlin, DE, Europe/Berlin"},
		{"Österreich", "Vienna, Wien, AT, Europe/Vienna"},
		{"日本", "Tokyo, Tokyo, JP, Asia/Tokyo"},
		{"Cuba", "Havana, Ciudad de la Habana, CU, America/Havana"},
		{"Samoa", "Apia, , WS, Pacific/Apia"},
		{"New Mexico", "Albuquerque, New Mexico, US, America/Denver"},
		{"Mallorca", "Palma, Islas Baleares, ES, Europe/Madrid"},
		{"Hintertupfing, Deutschland", "Berlin, Berlin, DE, Europe/Berlin"},
		{"Hintertupfing Bayern", "Munich, Bayern, DE, Europe/Berlin"},

		// Beginnings and slips.
		{"rio de", "Rio de Janeiro, Rio de Janeiro, BR, America/Sao_Paulo"},
		{"Philad", "Philadelphia, Pennsylvania, US, America/New_York"},
		{"Barlin", "Berlin, Berlin, DE, Europe/Berlin"},
		{"Berlni", "Berlin, Berlin, DE, Europe/Berlin"},
		{"Berlinn", "Berlin, Berlin, DE, Europe/Berlin"},
		{"Munchne", "München, Bayern, DE, Europe/Berlin"},
		{"Prais, France", "Paris, Île-de-France, FR, Europe/Paris"},
		{"San Fransicso", "San Francisco, California, US, America/Los_Angeles"},
		{"newyork", "New York, New York, US, America/New_York"},
	}
	for _, tt := range tests {
		got, _, _ := strings.Cut(short(Find(tt.text)), "\n")
		if got != tt.want {
			t.Errorf("Find(%q) begins with %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestFindAll(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want []string
	}{
		{"Springfield", []string{
			"Springfield, Massachusetts, US, America/New_York",
			"Springfield, Missouri, US, America/Chicago",
			"Springfield, Illinois, US, America/Chicago",
			"Springfield, Ohio, US, America/New_York",
			"Springfield, Oregon, US, America/Los_Angeles",
		}},
		{"Perth", []string{
			"Perth, Western Australia, AU, Australia/Perth",
			"Perth, Perthshire and Kinross, GB, Europe/London",
		}},
		{"Frankfurt", []string{"Frankfurt, Hessen, DE, Europe/Berlin"}},
		{"Texas", []string{"Houston, Texas, US, America/Chicago", "El Paso, Texas, US, America/Denver"}},
		{"Georgia", []string{"Atlanta, Georgia, US, America/New_York", "Tbilisi, Tbilisi, GE, Asia/Tbilisi"}},
		{"Germany", []string{"Berlin, Berlin, DE, Europe/Berlin"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, strings.Split(short(Find(tt.text)), "\n")); diff != "" {
			t.Errorf("Find(%q) (-want +got):\n%s", tt.text, diff)
		}
	}
	if got := Find("USA"); len(got) != Limit {
		t.Errorf("Find(USA) has %d places, want %d", len(got), Limit)
	}
}

func TestFindNothing(t *testing.T) {
	t.Parallel()
	tests := []string{
		"", " ", "\n", ",", ", ,", "/", "-", "?", "🙂", "\x00", "\xff\xfe", "\u202e\u202d", "a", "xq",
		"+2", "-5", "2", "+02:00", "UTC+2", "utc 2", "UTC +2", "UTC+02:00", "UTC2", "GMT-5", "GMT−5", "gmt", "GMT0", "Etc/GMT+3", "٢", "UTC+٢", "＋２",
		"EST", "CET", "mez", "PST8PDT", "Local", "Z", "Zulu",
		"../etc/passwd", "/etc/localtime", "C:\\Windows",
		"<b>Berlin</b>", "'; DROP TABLE cities; --", "{{.City}}", "qwrtzpsdfgh",
		strings.Repeat("Berlin ", 40), strings.Repeat("x", 1<<20), strings.Repeat(",", 1<<20), strings.Repeat("a,", 90), strings.Repeat("\u0301", 90),
		"ich wohne in einem kleinen Haus am Rande der Stadt bei den Birken",
	}
	for _, text := range tests {
		if got := Find(text); got != nil {
			t.Errorf("Find(%.40q) = %v, want nil", text, got)
		}
	}
}

// Signs that cannot be seen, or that turn the line around, do not hide a name.
func TestFindThroughNoise(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"\u202eBerlin\u202c", "Ber\u200dlin", "Berlin\x00", "\xffBerlin", "\ufeffBerlin", "Ｂｅｒｌｉｎ", "*Berlin*", "„Berlin“"} {
		got := Find(text)
		if len(got) == 0 || got[0].Zone != "Europe/Berlin" {
			t.Errorf("Find(%q) = %v, want Berlin", text, got)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"Berlin", "são paulo", "Paris, Texas", "UTC+2", "東京", "\xff", "Europe/Berlin", "St. John's", "U.S.A.", "Prais, France", "a,b,c d e f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Find(text)
		if len(got) > Limit {
			t.Fatalf("%d places", len(got))
		}
		if got != nil && len(got) == 0 {
			t.Fatal("empty and not nil")
		}
		seen := map[Place]bool{}
		for _, p := range got {
			if seen[p] {
				t.Fatalf("%v twice", p)
			}
			seen[p] = true
			if p.City == "" || !utf8.ValidString(p.City) {
				t.Fatalf("city %q", p.City)
			}
			if _, err := time.LoadLocation(p.Zone); err != nil {
				t.Fatal(err)
			}
		}
		if strings.Trim(text, "+-0123456789: ") == "" && got != nil {
			t.Fatalf("an offset was taken for %v", got)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	load()
	for _, text := range []string{"Berlin", "Paris, Texas", "Philad", "San Fransicso", "qwrtzpsdfgh", strings.Repeat("us ", 12)} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Find(text)
			}
		})
	}
}
