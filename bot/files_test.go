package bot_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"calmcalf/bot/emulator"
	"calmcalf/routines"
	"calmcalf/store"
)

// held lets nothing through that calls one method of the Bot API, until it is opened.
type held struct {
	next   http.RoundTripper
	method string
	open   chan struct{}
}

func hold(next http.RoundTripper, method string) *held {
	return &held{next, method, make(chan struct{})}
}

func (h *held) RoundTrip(r *http.Request) (*http.Response, error) {
	if path.Base(r.URL.Path) == h.method {
		select {
		case <-h.open:
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	return h.next.RoundTrip(r)
}

// fillDiary gives a person Nights that are full of notes, 5 kB each.
func fillDiary(t testing.TB, kept store.Store, id routines.PersonID, nights int) {
	t.Helper()
	err := kept.Update(t.Context(), id, func(book *store.Book) error {
		tonight := book.Tonight()
		book.Person.Joined = tonight.Opened.AddDate(0, 0, -nights)
		for back := range nights {
			opened := tonight.Opened.AddDate(0, 0, -back-1)
			night := routines.Night{Date: tonight.Date - routines.Date(back) - 1, Opened: opened}
			for i := range routines.MostNotes {
				text := fmt.Sprintf("%d %d %s", back, i, strings.Repeat("a calf and a half ", 30))
				night.Notes = append(night.Notes, routines.Note{Text: text[:routines.LongestNote], At: opened})
			}
			book.Add(night)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// applied counts the latest updates that have had their effect for somebody.
func applied(t testing.TB, kept store.Store, id routines.PersonID) (count int) {
	t.Helper()
	err := kept.View(t.Context(), id, func(book *store.Book) error {
		count = len(book.Applied)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return count
}

// TestWaitingFilesHoldNoDiary asks for 5 MB again and again while nothing can be sent.
//
// It measures the memory of the whole process, so no test runs beside it.
func TestWaitingFilesHoldNoDiary(t *testing.T) {
	now := time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)
	via := &held{method: "sendDocument", open: make(chan struct{})}
	_, kept, server := benchBot(t, func() time.Time { return now }, via)
	ana := server.Person(emulator.Profile{ID: 1001, FirstName: "Ana", LanguageCode: "en"})
	joinDirectly(t, kept, 1001, now)
	fillDiary(t, kept, 1001, 1000)
	before := heap()
	const asks = 30 // fewer than a person may have waiting
	for i := range asks {
		ana.Write([]string{"/export json", "/export csv"}[i*2/asks])
	}
	for began := time.Now(); applied(t, kept, 1001) < asks; time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			t.Fatal("not all were taken")
		}
	}
	grown := heap() - before
	close(via.open)
	t.Logf("%.0f MB more for %d exports of 5 MB that wait", grown, asks)
	if grown > 40 {
		t.Error("what waits holds a diary")
	}
}

// BenchmarkWaitingExports is how much memory the program holds while a thousand people
// wait for their files and none can be sent: it must not grow with what their diaries
// hold.
func BenchmarkWaitingExports(b *testing.B) {
	for _, nights := range []int{1, 20, 100} {
		b.Run(fmt.Sprintf("%dkB", nights*5), func(b *testing.B) {
			const people = 1000
			now := time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)
			via := &held{method: "sendDocument", open: make(chan struct{})}
			_, kept, server := benchBot(b, func() time.Time { return now }, via)
			for i := range people {
				joinDirectly(b, kept, routines.PersonID(1001+i), now)
				fillDiary(b, kept, routines.PersonID(1001+i), nights)
			}
			before, grown := heap(), 0.0
			for b.Loop() {
				for i := range people {
					server.Person(emulator.Profile{ID: int64(1001 + i), FirstName: "Ana", LanguageCode: "en"}).Write("/export json")
				}
				for i := 0; i < people; time.Sleep(time.Millisecond) {
					for i < people && applied(b, kept, routines.PersonID(1001+i)) > 0 {
						i++
					}
				}
				grown = heap() - before
			}
			close(via.open)
			b.ReportMetric(grown, "heap-MB")
		})
	}
}

// second answers the second call of a method itself.
type second struct {
	next           http.RoundTripper
	method, answer string
	calls          atomic.Int32
}

func (s *second) RoundTrip(r *http.Request) (*http.Response, error) {
	if path.Base(r.URL.Path) != s.method || s.calls.Add(1) != 2 {
		return s.next.RoundTrip(r)
	}
	return &http.Response{StatusCode: http.StatusTooManyRequests, Body: io.NopCloser(strings.NewReader(s.answer)), Request: r, Header: http.Header{}}, nil
}

// files are the names of what a person got, in order.
func files(p *emulator.Person) (names []string) {
	for _, m := range p.Messages() {
		if m.Bot && m.Media != nil && m.Media.Kind == "document" {
			names = append(names, m.Media.Name)
		}
	}
	return names
}

// told counts the messages of the bot that say a text.
func told(p *emulator.Person, text string) (count int) {
	for _, m := range p.Messages() {
		if m.Bot && strings.Contains(m.Text, text) {
			count++
		}
	}
	return count
}

// TestAskingForAFileAgain asks for what is under way.
func TestAskingForAFileAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)))
		g := newGate(t)
		via := hold(g.via, "sendDocument")
		g.via = via
		g.boot("polling")
		ana, ben := g.person(1001), g.person(1002)
		for _, id := range []routines.PersonID{1001, 1002} {
			joinDirectly(t, g.store, id, time.Now().UTC())
		}
		for _, text := range []string{"/export json", "/export json", "/export csv", "/export json", "/export csv", "/export json"} {
			ana.Write(text)
			synctest.Wait()
		}
		ben.Write("/export json")
		time.Sleep(2 * time.Second)
		if got := told(ana, "That file is under way."); got != 2 {
			t.Errorf("it is said %d times that two files are under way", got)
		}
		if got := files(ana); got != nil {
			t.Errorf("%v came through", got)
		}
		close(via.open)
		time.Sleep(2 * time.Second)
		want := []string{"calmcalf-2026-11-22.json", "calmcalf-2026-11-22.zip"}
		if got := files(ana); !slices.Equal(got, want) {
			t.Errorf("ana got %v, want %v", got, want)
		}
		if got := files(ben); !slices.Equal(got, want[:1]) || told(ben, "under way") > 0 {
			t.Errorf("ben got %v", got)
		}
		ana.Write("/export json")
		time.Sleep(2 * time.Second)
		if got := files(ana); len(got) != 3 {
			t.Errorf("when it had come, asking again gave %v", got)
		}
	})
}

// TestFilesAreMadeWhenTheyAreSent changes a diary, and erases one, between asking and
// sending.
func TestFilesAreMadeWhenTheyAreSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)))
		g := newGate(t)
		via := hold(g.via, "sendDocument")
		g.via = via
		g.boot("polling")
		// Two hold the places of all.
		for _, id := range []routines.PersonID{1001, 1002, 1003, 1004} {
			joinDirectly(t, g.store, id, time.Now().UTC())
			g.person(int64(id)).Write("/export json")
			for applied(t, g.store, id) == 0 {
				time.Sleep(100 * time.Millisecond)
			}
			synctest.Wait()
		}
		const late = "kept while the file was waiting"
		err := g.store.Update(t.Context(), 1003, func(book *store.Book) error {
			return book.Tonight().Keep(late, time.Now().UTC().Truncate(time.Second))
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := g.store.Forget(t.Context(), 1004); err != nil {
			t.Fatal(err)
		}
		close(via.open)
		time.Sleep(5 * time.Second)
		for id, want := range map[int64]int{1001: 1, 1002: 1, 1003: 1, 1004: 0} {
			if got := files(g.person(id)); len(got) != want {
				t.Errorf("%d got %v", id, got)
			}
		}
		for _, m := range g.person(1003).Messages() {
			if m.Media != nil && !bytes.Contains(m.Media.Bytes, []byte(late)) {
				t.Error("the file is of the time when it was asked for")
			}
		}
	})
}

// TestOneExportInSeveralFiles has one of them refused for a while: none comes twice, and
// none is missing.
func TestOneExportInSeveralFiles(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)))
		g := newGate(t)
		g.via = &second{next: g.via, method: "sendDocument", answer: `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 3","parameters":{"retry_after":3}}`}
		g.boot("polling")
		ana := g.person(1001)
		joinDirectly(t, g.store, 1001, time.Now().UTC())
		fillDiary(t, g.store, 1001, 2500)
		ana.Write("/export json")
		time.Sleep(time.Minute)
		want := []string{"calmcalf-2026-11-22.json", "calmcalf-2026-11-22-b.json", "calmcalf-2026-11-22-c.json"}
		if got := files(ana); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

// TestOwedFiles asks for a file that cannot be sent before the bot ends.
func TestOwedFiles(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)))
		g := newGate(t)
		via := hold(hold(g.via, "sendDocument"), "sendPhoto")
		open := g.via
		g.via = via
		g.boot("polling")
		ana := g.person(1001)
		joinDirectly(t, g.store, 1001, time.Now().UTC())
		ana.Write("/export")
		ana.Write("/summary")
		time.Sleep(2 * time.Second)
		for _, m := range ana.Messages() {
			if strings.Contains(m.Text, "take along") {
				if err := ana.Press(m.ID, "Everything, JSON"); err != nil {
					t.Fatal(err)
				}
			}
		}
		time.Sleep(10 * time.Second)
		g.stop()
		if got := files(ana); got != nil {
			t.Fatalf("%v came through", got)
		}
		g.via = open
		g.boot("polling")
		time.Sleep(2 * time.Minute)
		if got := files(ana); !slices.Equal(got, []string{"calmcalf-2026-11-22.json"}) {
			t.Errorf("after a start: %v", got)
		}
		if pictures := len(slices.DeleteFunc(ana.Messages(), func(m emulator.Message) bool { return m.Media == nil || m.Media.Kind != "photo" })); pictures != 1 {
			t.Errorf("after a start: %d pictures", pictures)
		}
	})
}
