package bot_test

import (
	"os"
	"os/exec"
	"testing"
)

// TestWrongSystemZone plays dialogues about clocks on machines that are set to
// somewhere else: people's times are in their own zones, so nothing changes.
func TestWrongSystemZone(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			again := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestDialogues$/^(first_evening|restart|dst_berlin_spring|new_year)$")
			again.Env = append(os.Environ(), "TZ="+zone)
			if out, err := again.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
