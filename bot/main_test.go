package bot_test

import (
	"flag"
	"runtime/debug"
	"testing"

	"go.uber.org/goleak"
)

// TestMain sets what suits a bubble in which months go by. It waits for the disk
// about as long as it computes, so more of them run side by side than there are
// processors. And of the garbage that it makes nothing lasts, so it is looked for
// less often.
func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", "8"); err != nil { // the command line comes later, and wins
		panic(err)
	}
	debug.SetGCPercent(400)
	goleak.VerifyTestMain(m)
}
