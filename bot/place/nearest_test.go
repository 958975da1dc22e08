package place

import (
	"math"
	"testing"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		lat, lon   float64
		city, zone string
	}{
		{"Berlin", 52.52, 13.405, "Berlin", "Europe/Berlin"},
		{"Honolulu", 21.31, -157.86, "Honolulu", "Pacific/Honolulu"},
		{"Apia", -13.83, -171.77, "Apia", "Pacific/Apia"},
		{"Pago Pago, a day behind", -14.28, -170.70, "Pago Pago", "Pacific/Pago_Pago"},
		{"Kathmandu", 27.71, 85.32, "Kathmandu", "Asia/Kathmandu"},
		{"Sydney", -33.87, 151.21, "Sydney", "Australia/Sydney"},
		{"Lord Howe Island", -31.54, 159.08, "Lord Howe Island", "Australia/Lord_Howe"},
		{"Chatham Islands", -44.0, -176.5, "Waitangi", "Pacific/Chatham"},
		{"Easter Island", -27.12, -109.35, "Hanga Roa", "Pacific/Easter"},
		{"Detroit, not Windsor", 42.40, -83.10, "Detroit", "America/Detroit"},
		{"St. John's", 47.56, -52.71, "St. John’s", "America/St_Johns"},
		{"mid-Pacific", 0, -140, "Nuku Hiva", "Pacific/Marquesas"},
		{"Gulf of Guinea", 0, 0, "Sekondi", "Africa/Accra"},
		{"north pole", 90, 0, "Alert", "America/Iqaluit"},
		{"south pole", -90, 0, "Amundsen–Scott South Pole Station", "Antarctica/McMurdo"},
		{"south pole by another meridian", -90, 180, "Amundsen–Scott South Pole Station", "Antarctica/McMurdo"},
		{"Fiji from beyond the antimeridian", -17.8, -179.9, "Labasa", "Pacific/Fiji"},
		{"Chukotka from the east", 66.0, -179.99, "Egvekinot", "Asia/Anadyr"},
	}
	for _, tt := range tests {
		got, err := Nearest(tt.lat, tt.lon)
		if err != nil || got.City != tt.city || got.Zone != tt.zone {
			t.Errorf("%s: Nearest(%v, %v) = %v, %v; want %s in %s", tt.name, tt.lat, tt.lon, got, err, tt.city, tt.zone)
		}
	}
	east, _ := Nearest(-17, 180)
	west, _ := Nearest(-17, -180)
	if east != west {
		t.Errorf("the antimeridian has two sides: %v and %v", east, west)
	}
}

func TestNearestRefuses(t *testing.T) {
	t.Parallel()
	nan, inf := math.NaN(), math.Inf(1)
	for _, p := range [][2]float64{{nan, 0}, {0, nan}, {nan, nan}, {inf, 0}, {0, inf}, {-inf, 0}, {0, -inf}, {90.001, 0}, {-90.001, 0}, {0, 180.001}, {0, -180.001}, {1e300, 1e300}} {
		if got, err := Nearest(p[0], p[1]); err == nil || got != (Place{}) {
			t.Errorf("Nearest(%v, %v) = %v, %v; want an error", p[0], p[1], got, err)
		}
	}
}

func BenchmarkNearest(b *testing.B) {
	load()
	for b.Loop() {
		Nearest(52.52, 13.405)
	}
}
