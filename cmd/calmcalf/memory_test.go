package main

import (
	"math"
	"regexp"
	"strconv"
	"testing"
)

// TestMemoryIsLimited starts the bot with and without a limit of the operator's own.
func TestMemoryIsLimited(t *testing.T) {
	t.Parallel()
	limit := func(more ...string) int64 {
		p := newTelegram(t).serve(more...)
		found := regexp.MustCompile(`the memory is limited" bytes=(\d+)`).FindStringSubmatch(p.stderr.String())
		if found == nil {
			t.Fatalf("no limit in\n%s", p.stderr.String())
		}
		bytes, err := strconv.ParseInt(found[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return bytes
	}
	if got := limit(); got <= 0 || got == math.MaxInt64 {
		t.Errorf("without a variable the limit is %d bytes", got)
	}
	if got := limit("GOMEMLIMIT=300MiB"); got != 300<<20 {
		t.Errorf("with GOMEMLIMIT=300MiB it is %d bytes", got)
	}
}
