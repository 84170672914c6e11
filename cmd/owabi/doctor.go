package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/email"
	"github.com/owabi/owabi/channels/email/returns"
	"github.com/owabi/owabi/channels/sms"
	"github.com/owabi/owabi/dispatcher"
)

// finding is what the doctor says of one part of an installation.
type finding struct {
	Part  string `json:"part"`
	State health `json:"state"`
	What  string `json:"what,omitempty"`
	Cure  string `json:"cure,omitempty"`
}

// health is how a part is.
type health string

// The states. Only Ill makes the exit code 1.
const (
	well     health = "ok"
	doubtful health = "warning"
	ill      health = "failed"
)

// lookup answers a question for TXT records; net.Resolver's does.
type lookup func(ctx context.Context, name string) ([]string, error)

// doctor looks at an installation from its settings alone: it changes nothing,
// sends nothing and needs no server, which may be running meanwhile.
func doctor(ctx context.Context, e *env, args []string) error {
	s, err := e.settings("doctor", args)
	if err != nil {
		return err
	}
	found := examine(ctx, s, net.DefaultResolver.LookupTXT)
	err = e.print(found, func() {
		t := e.headed("part", "state", "what", "cure")
		for _, f := range found {
			t.row(f.Part, string(f.State), f.What, f.Cure)
		}
		t.write(e.stdout)
	})
	n := 0
	for _, f := range found {
		if f.State == ill {
			n++
		}
	}
	if err != nil || n == 0 {
		return err
	}
	return &dispatcher.Error{Code: dispatcher.Conflict, Where: "doctor", What: fmt.Sprintf("%d parts of this installation do not work", n), Cure: "see the cure beside each"}
}

// examine looks at every part.
func examine(ctx context.Context, s settings, txt lookup) []finding {
	v := newServer(s)
	defer v.close()
	found := []finding{examineKey(s.keyFile), examineDisk(s.data), examineClock()}
	found = append(found, diagnosis("redis, nats", v.reach(ctx)))
	if c := s.channels.email; c != nil {
		m, err := email.New(*c, v.log)
		if err == nil {
			v.onClose(m.Close)
		}
		found = append(found, v.examineProvider(ctx, "email", m, err))
		found = append(found, examineDomain(ctx, c.From, txt)...)
	}
	if c := s.channels.sms; c != nil {
		m, err := sms.New(*c, nil, v.log)
		if err == nil {
			v.onClose(m.Close)
		}
		found = append(found, v.examineProvider(ctx, "sms", m, err))
	}
	if c := s.channels.bounces.IMAP; c != nil {
		m, err := returns.NewMailbox(*c, v.log)
		found = append(found, v.examineProvider(ctx, "bounces", m, err))
	}
	return found
}

// examineProvider signs in to a server of another's: login, certificate, sender.
func (v *server) examineProvider(ctx context.Context, section string, m interface{ Check(context.Context) error }, err error) finding {
	if err != nil {
		return diagnosis(section, unfit(section, err))
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	err = m.Check(ctx)
	var f *channels.Fault
	switch {
	case err == nil:
		return finding{Part: section, State: well}
	case errors.As(err, &f):
		return finding{section, ill, section + "." + f.Setting + ": " + f.What, f.Cure}
	}
	return finding{section, ill, "it does not answer: " + err.Error(), "see that it runs, and that this machine may reach it"}
}

// diagnosis is what an error says of a part.
func diagnosis(part string, err error) finding {
	var e *dispatcher.Error
	switch {
	case err == nil:
		return finding{Part: part, State: well}
	case errors.As(err, &e):
		return finding{part, ill, e.Where + ": " + e.What, e.Cure}
	}
	return finding{part, ill, err.Error(), "see docs/settings.md"}
}

// examineKey looks at who may read the master key. One that is not there yet is
// made by serve.
func examineKey(file string) finding {
	const part = "master key"
	info, err := os.Stat(file)
	switch {
	case os.Getenv(keyVariable) != "":
		return finding{Part: part, State: well, What: "from " + keyVariable}
	case errors.Is(err, os.ErrNotExist):
		return finding{part, doubtful, file + " is not there", "a new installation makes one; to an old one it must be brought back from its copy"}
	case err != nil:
		return finding{part, ill, "cannot be looked at: " + cause(err), "let the server's user read " + file}
	case info.Mode().Perm()&0o077 != 0:
		return finding{part, ill, fmt.Sprintf("others may read %s (mode %04o)", file, info.Mode().Perm()), "chmod 600 it, and consider who has had access"}
	}
	if _, err := loadKey(file); err != nil {
		return diagnosis(part, err)
	}
	return finding{Part: part, State: well}
}

// How much room the data directory needs, in bytes.
const (
	leastRoom = 1 << 30
	goodRoom  = 5 << 30
)

// examineDisk looks at the room where the data is, or will be.
func examineDisk(dir string) finding {
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return finding{"disk", doubtful, "the room at " + dir + " is not known", "see that there are 5 GiB"}
	}
	return room(dir, fs.Bavail*uint64(fs.Bsize))
}

func room(dir string, free uint64) finding {
	what := fmt.Sprintf("%.1f GiB free at %s", float64(free)/(1<<30), dir)
	switch {
	case free < leastRoom:
		return finding{"disk", ill, what, "make room: a full disk stops everything"}
	case free < goodRoom:
		return finding{"disk", doubtful, what, "make room: 5 GiB are on the safe side"}
	}
	return finding{"disk", well, what, ""}
}

// examineDomain looks at what DNS says of who may send for the sender's domain.
// Closed networks have no such DNS, so nothing here is more than a warning.
func examineDomain(ctx context.Context, from string, txt lookup) []finding {
	a, err := mail.ParseAddress(from)
	if err != nil {
		return nil // the channel says so
	}
	_, domain, _ := strings.Cut(a.Address, "@")
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	spf := record(ctx, txt, "SPF", domain, "v=spf1", "publish one that names the relay: v=spf1 ... -all")
	dmarc := record(ctx, txt, "DMARC", "_dmarc."+domain, "v=DMARC1", "publish one, such as v=DMARC1; p=none, and have the relay sign (DKIM)")
	return []finding{spf, dmarc}
}

// record looks for the one record of a kind.
func record(ctx context.Context, txt lookup, part, name, begins, cure string) finding {
	all, err := txt(ctx, name)
	var d *net.DNSError
	if err != nil && !(errors.As(err, &d) && d.IsNotFound) {
		return finding{part, doubtful, "DNS does not answer here for " + name, "ask who keeps the domain's DNS"}
	}
	n := 0
	for _, s := range all {
		if strings.HasPrefix(strings.ToLower(s), strings.ToLower(begins)) {
			n++
		}
	}
	switch {
	case n == 0:
		return finding{part, doubtful, name + " has no record", cure}
	case n > 1:
		return finding{part, doubtful, fmt.Sprintf("%s has %d records, where one is allowed", name, n), "leave one"}
	}
	return finding{Part: part, State: well}
}
