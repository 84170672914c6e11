package queue

import (
	"crypto/tls"
	"fmt"
	"net"

	"github.com/nats-io/nats-server/v2/server"
	"golang.org/x/crypto/bcrypt"

	"github.com/owabi/owabi/dispatcher"
)

// Publishers says where other systems come in to publish people, when the NATS
// server runs within this process. Its place in the settings file is "intake".
// They may publish to owabi.intake and hear the answers; nothing else.
type Publishers struct {
	Listen   string `yaml:"listen"`    // host:port; nobody comes in when it is empty
	CertFile string `yaml:"cert_file"` // PEM file of the certificate; may be missing on this machine only
	KeyFile  string `yaml:"key_file"`  // PEM file of its key

	Password string `yaml:"-"`
}

// PublisherUser is the user that publishers come in as.
const PublisherUser = "publisher"

// ownUser is this process itself.
const ownUser = "owabi"

// admit opens the server for publishers. The server keeps hashes of passwords,
// which are long and random, so one round is enough.
func (p Publishers) admit(opts *server.Options, own string) error {
	const where = "intake.listen"
	if err := listenOn(opts, p.Listen, where); err != nil {
		return err
	}
	if p.Password == "" {
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: where, What: "the intake would be open to everybody", Cure: "set a password"}
	}
	hashes := [2]string{}
	for i, password := range []string{own, p.Password} {
		h, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
		if err != nil {
			return fmt.Errorf("queue: hash a password: %w", err)
		}
		hashes[i] = string(h)
	}
	opts.Authorization = ""
	opts.Users = []*server.User{
		{Username: ownUser, Password: hashes[0]},
		{Username: PublisherUser, Password: hashes[1], Permissions: &server.Permissions{
			Publish:   &server.SubjectPermission{Allow: []string{intakeSubject + "*.*"}},
			Subscribe: &server.SubjectPermission{Allow: []string{"_INBOX.>", answerSubject + ">"}},
		}},
	}
	return p.protect(opts)
}

// protect lays TLS over the listener. Without it nobody comes in from another
// machine: the people are sealed, and the password is not.
func (p Publishers) protect(opts *server.Options) error {
	if p.CertFile == "" && p.KeyFile == "" {
		if ip := net.ParseIP(opts.Host); opts.Host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return &dispatcher.Error{Code: dispatcher.Invalid, Where: "intake.listen", What: "publishers on other machines need TLS",
				Cure: "set intake.cert_file and intake.key_file, or listen on 127.0.0.1"}
		}
		return nil
	}
	cert, err := tls.LoadX509KeyPair(p.CertFile, p.KeyFile)
	if err != nil {
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: "intake.cert_file", What: "certificate and key do not read, or do not belong together",
			Cure: "name the PEM files of both"}
	}
	opts.TLS, opts.TLSTimeout = true, 5
	opts.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	return nil
}
