package bot

import (
	"sync"

	"calmcalf/bot/locale"
	"calmcalf/bot/talk"
	"calmcalf/routines"
)

// underWay knows the new messages with files that wait to be sent or are being sent.
// Asking for the same again meanwhile is told so once, and puts nothing into the queue:
// it would only be the same file later.
type underWay struct {
	mu    sync.Mutex
	files map[asked]*underWayFile
}

// asked tells a file that somebody asked for from others.
type asked struct {
	person routines.PersonID
	name   string
	words  locale.HTML // tell a page with notes from one without, and the months
}

type underWayFile struct {
	by   *visit
	told bool // somebody who asked again was told
}

// enter notes that a file is asked for. again reports that it is under way already, and
// told that this was said.
func (u *underWay) enter(a asked, v *visit) (again, told bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if f := u.files[a]; f != nil {
		told, f.told = f.told, true
		return true, told
	}
	if u.files == nil {
		u.files = map[asked]*underWayFile{}
	}
	u.files[a] = &underWayFile{by: v}
	return false, false
}

// leave ends what a visit asked for: it is sent, or will be by somebody else.
func (u *underWay) leave(v *visit) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for a, f := range u.files {
		if f.by == v {
			delete(u.files, a)
		}
	}
}

// laneOf is where a visit's turn is said: what goes along with a file takes longer, so
// other words do not wait for it. A turn that asks for what is under way says that, or
// nothing any more. Turning a page is no such asking: the last tap is the one that
// counts.
func (b *Bot) laneOf(v *visit) *lanes {
	lane := b.senders
	for _, r := range v.turn.Out {
		if r.File == nil {
			continue
		}
		lane = b.files
		if r.Edit != 0 {
			continue
		}
		again, told := b.underWay.enter(asked{v.in.Person, r.File.Name, r.Text}, v)
		switch {
		case !again:
			continue
		case told:
			v.turn.Out = nil
		case r.File.Kind == talk.AsPicture:
			v.turn.Sentence(v.turn.Text("summary.underway"))
		default:
			v.turn.Sentence(v.turn.Text("export.underway"))
		}
		return b.senders
	}
	return lane
}
