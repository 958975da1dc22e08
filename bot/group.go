package bot

import (
	"sync"
	"time"

	tele "gopkg.in/telebot.v3"

	"calmcalf/routines"
)

// groups remembers the groups that the bot has left lately, so that it says goodbye
// once though several updates come from one.
type groups struct {
	mu   sync.Mutex
	left map[int64]time.Time
}

const (
	// groupRests is how long nothing more from a group is looked at. Whoever invites
	// the bot again after that is told again.
	groupRests = time.Minute
	// mostLeaving bounds how many groups are left side by side.
	mostLeaving = 2
	// mostGroups bounds what is remembered.
	mostGroups = 1000
)

// leaves reports whether the group is to be left now.
func (g *groups) leaves(chat int64, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if at, ok := g.left[chat]; ok && now.Sub(at) < groupRests {
		return false
	}
	if g.left == nil || len(g.left) >= mostGroups {
		g.left = map[int64]time.Time{}
	}
	g.left[chat] = now
	return true
}

// visitGroup leaves the group that an update comes from. Nothing of it is stored, so
// it is confirmed at once.
func (b *Bot) visitGroup(v *visit) {
	v.keep(nil)
	b.finish(v, nil)
	if b.groups.leaves(v.group.ID, time.Now()) {
		b.leaving.add(routines.PersonID(v.group.ID), once(func() { b.leave(v.group) }))
	}
}

// leave says once that the bot talks to one person only, and leaves the group.
func (b *Bot) leave(chat *tele.Chat) {
	if chat.Type != tele.ChatChannel && chat.Type != tele.ChatChannelPrivate {
		say := b.desk.Texts.Printer(b.desk.Texts.Match(""))
		err := b.insist(b.life, func() error {
			_, err := b.client.Send(chat, string(say.Text("access.group")))
			return err
		})
		if err != nil {
			b.log.Debug("group not told", "err", err)
		}
	}
	if err := b.insist(b.life, func() error { return b.client.Leave(chat) }); err != nil {
		b.log.Debug("group not left", "err", err)
	}
}
