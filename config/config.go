// Package config reads the settings file: one typed structure, composed of the
// settings of each part. It knows no rules; whoever gets a part checks it.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/owabi/owabi/channels/email"
	"github.com/owabi/owabi/channels/email/returns"
	"github.com/owabi/owabi/channels/letter"
	"github.com/owabi/owabi/channels/sms"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/queue"
	"github.com/owabi/owabi/dispatcher/store"
)

// Settings is an installation. Paths are relative to the file's directory.
type Settings struct {
	Data          string           `yaml:"data"`            // directory of everything that serve keeps
	MasterKeyFile string           `yaml:"master_key_file"` // master.key in data when empty
	Public        Public           `yaml:"public"`
	Office        Office           `yaml:"office"`
	Redis         store.Config     `yaml:"redis"`
	NATS          queue.Remote     `yaml:"nats"`
	Intake        queue.Publishers `yaml:"intake"` // no listener for publishers without it
	Email         *email.Config    `yaml:"email"`  // no e-mail without it
	SMS           *sms.Config      `yaml:"sms"`    // no SMS without it
	Bounces       returns.Config   `yaml:"bounces"`
	Letter        *letter.Config   `yaml:"letter"` // no posted letters without it
}

// Public is the listener of the people's pages and of providers' callbacks.
type Public struct {
	Listen string `yaml:"listen"` // host:port
	URL    string `yaml:"url"`    // as people and providers reach it: https, except on this machine
}

// Office is the listener of the console and the API, beside the socket in the
// data directory.
type Office struct {
	Listen string `yaml:"listen"` // host:port, on this machine or behind a proxy that speaks TLS
	URL    string `yaml:"url"`    // as browsers reach it, when a proxy stands in front: https
}

// Load reads a settings file. Anything in it that is not known is an error, and
// so is a file that others can read: it says where the secrets are.
func Load(path string) (*Settings, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, wrong(path, "cannot be read", "give the path of the settings file")
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, wrong(path, fmt.Sprintf("others may read or change the settings (mode %04o)", info.Mode().Perm()), "chmod 600 it")
	}
	b, err := io.ReadAll(io.LimitReader(f, 1<<20))
	if err != nil {
		return nil, fmt.Errorf("config: read %s: %w", path, err)
	}
	s, err := parse(path, b)
	if err != nil {
		return nil, err
	}
	return s, s.guarded()
}

func parse(path string, b []byte) (*Settings, error) {
	s := &Settings{Data: "owabi-data", Public: Public{Listen: "127.0.0.1:8025"}, Office: Office{Listen: "127.0.0.1:8024"}}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(s); err != nil && !errors.Is(err, io.EOF) {
		return nil, unread(path, err)
	}
	s.below(filepath.Dir(path))
	return s, nil
}

// place is how the YAML reader says where it stopped.
var place = regexp.MustCompile(`line (\d+): (.*)`)
var (
	unknown = regexp.MustCompile(`field (\S+) not found in type (\S+)`)
	mistype = regexp.MustCompile(`cannot unmarshal \S+ (.*) into (\S+)$`)
)

// kinds says in words what a setting of a Go type wants.
var kinds = map[string]string{"int": "a whole number", "float64": "a number", "time.Duration": "a length of time, such as 30s", "string": "text",
	"bool": "true or false"}

func unread(path string, err error) error {
	m := place.FindStringSubmatch(err.Error())
	if m == nil {
		return wrong(path, "is not YAML", "see docs/settings.md")
	}
	where, what, cure := path+":"+m[1], m[2], "see docs/settings.md"
	if k := unknown.FindStringSubmatch(what); k != nil {
		what, cure = "there is no setting "+k[1]+" here", instead(k[1], k[2])
	} else if k := mistype.FindStringSubmatch(what); k != nil {
		what = "this setting does not take " + k[1]
		if want := kinds[k[2]]; want != "" {
			cure = "give " + want + " (docs/settings.md)"
		}
	}
	return wrong(where, what, cure)
}

// below makes the paths of the file absolute or relative to its directory.
func (s *Settings) below(dir string) {
	paths := []*string{&s.Data, &s.MasterKeyFile, &s.Redis.PasswordFile, &s.Redis.CAFile, &s.NATS.TokenFile, &s.NATS.CredsFile, &s.NATS.CAFile,
		&s.Intake.CertFile, &s.Intake.KeyFile}
	if s.Email != nil {
		paths = append(paths, &s.Email.PasswordFile, &s.Email.CAFile)
		for i := range s.Email.Relays {
			paths = append(paths, &s.Email.Relays[i].PasswordFile, &s.Email.Relays[i].CAFile)
		}
	}
	if s.SMS != nil {
		paths = append(paths, &s.SMS.AuthTokenFile, &s.SMS.APIKeySecretFile)
	}
	if i := s.Bounces.IMAP; i != nil {
		paths = append(paths, &i.PasswordFile, &i.CAFile)
	}
	if s.Letter != nil {
		paths = append(paths, &s.Letter.Font)
	}
	for _, p := range paths {
		if *p != "" && !filepath.IsAbs(*p) {
			*p = filepath.Join(dir, *p)
		}
	}
	if s.MasterKeyFile == "" {
		s.MasterKeyFile = filepath.Join(s.Data, "master.key")
	}
	s.Public.URL = strings.TrimSuffix(s.Public.URL, "/")
}

func wrong(where, what, cure string) error {
	return &dispatcher.Error{Code: dispatcher.Invalid, Where: where, What: what, Cure: cure}
}
