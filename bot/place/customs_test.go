package place

import (
	"testing"
	"time"
)

func TestCustoms(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string]Customs{
		"Europe/Berlin":     {FirstDay: time.Monday},
		"America/New_York":  {FirstDay: time.Sunday, MonthFirst: true, Letter: true},
		"america/new_york":  {FirstDay: time.Sunday, MonthFirst: true, Letter: true},
		"US/Eastern":        {FirstDay: time.Sunday, MonthFirst: true, Letter: true},
		"America/Toronto":   {FirstDay: time.Sunday, MonthFirst: true, Letter: true},
		"America/Sao_Paulo": {FirstDay: time.Sunday},
		"Africa/Cairo":      {FirstDay: time.Saturday},
		"Indian/Maldives":   {FirstDay: time.Friday},
		"Asia/Tokyo":        {FirstDay: time.Sunday},
		"Australia/Sydney":  {FirstDay: time.Monday},
		"UTC":               {FirstDay: time.Monday},
		"":                  {FirstDay: time.Monday},
		"Middle/Earth":      {FirstDay: time.Monday},
	} {
		if got := CustomsOf(zone); got != want {
			t.Errorf("%s: %+v, want %+v", zone, got, want)
		}
	}
}
