package queue

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/owabi/owabi/dispatcher"
)

// Config is what an embedded server needs.
type Config struct {
	Dir   string       // its data directory; made with mode 0700 when it is missing. One process at a time
	Key   []byte       // encrypts everything in Dir; required
	Log   *slog.Logger // default: discard
	Addr  string       // host:port to listen on; empty: reached from within the process only
	Token string       // what a client has to show; required with Addr

	Publishers Publishers // who may come in to publish people
}

// Server is a NATS server within the process.
type Server struct {
	ns *server.Server
	nc *nats.Conn
}

// Embedded starts a server. When Dir holds a stream that does not open with
// Key, it fails with a *dispatcher.Error and has changed nothing: going on
// would make the stream anew and delete the old one from disk.
func Embedded(cfg Config) (*Server, error) {
	if cfg.Publishers.Listen != "" && cfg.Token == "" {
		cfg.Token = rand.Text() // this process comes in as a user of its own
	}
	opts, err := options(cfg)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("queue: start the server: %w", err)
	}
	kept, err := streamDirs(cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("queue: start the server: %w", err)
	}
	undo, err := mend(cfg.Dir, kept)
	if err != nil {
		return nil, err
	}
	s, err := start(opts, cfg)
	if err != nil {
		return nil, errors.Join(err, undo())
	}
	if err := s.recognises(cfg.Dir, kept); err != nil {
		s.Close()
		if failed := undo(); failed != nil {
			return nil, errors.Join(err, failed)
		}
		return nil, err
	}
	return s, nil
}

// Conn is the process's own connection. It ends with Close.
func (s *Server) Conn() *nats.Conn { return s.nc }

// Addr is the address that the server listens on, nil when it does not.
func (s *Server) Addr() net.Addr { return s.ns.Addr() }

// Close sends what is buffered, closes the connection and stops the server. It
// returns when its files are closed.
func (s *Server) Close() {
	_ = s.nc.FlushTimeout(time.Second) // what is lost here was never acknowledged to anybody
	s.nc.Close()
	s.ns.Shutdown()
	s.ns.WaitForShutdown()
}

func options(cfg Config) (*server.Options, error) {
	if len(cfg.Key) == 0 {
		return nil, errors.New("queue: start the server: no key to encrypt its files with")
	}
	opts := &server.Options{
		ServerName: "owabi", NoSigs: true, DontListen: true, Authorization: cfg.Token,
		JetStream: true, StoreDir: cfg.Dir, SyncAlways: true,
		JetStreamKey: hex.EncodeToString(cfg.Key), JetStreamCipher: server.AES,
	}
	if cfg.Publishers.Listen != "" {
		return opts, cfg.Publishers.admit(opts, cfg.Token)
	}
	if cfg.Addr == "" {
		return opts, nil
	}
	if cfg.Token == "" {
		return nil, &dispatcher.Error{Code: dispatcher.Invalid, Where: cfg.Addr, What: "the queue would be open to everybody",
			Cure: "set a token for its clients"}
	}
	return opts, listenOn(opts, cfg.Addr, cfg.Addr)
}

// listenOn has the server listen on host:port. where names the place in errors.
func listenOn(opts *server.Options, addr, where string) error {
	host, port, err := net.SplitHostPort(addr)
	if err == nil {
		opts.Port, err = strconv.Atoi(port)
	}
	if err != nil {
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: where, What: "this is no address to listen on",
			Cure: "write host:port, such as 127.0.0.1:4222"}
	}
	opts.DontListen, opts.Host = false, host
	if opts.Port == 0 {
		opts.Port = server.RANDOM_PORT
	}
	return nil
}

func start(opts *server.Options, cfg Config) (*Server, error) {
	ns, err := server.NewServer(opts)
	if err != nil {
		return nil, fmt.Errorf("queue: start the server: %w", err)
	}
	log := newServerLog(cfg.Log)
	ns.SetLoggerV2(log, false, false, false)
	ns.Start() // returns when the streams are recovered
	if err := log.failure(); err != nil {
		ns.Shutdown()
		return nil, fmt.Errorf("queue: start the server: %w", err)
	}
	if !ns.ReadyForConnections(replyWait) {
		ns.Shutdown()
		return nil, errors.New("queue: start the server: not ready for connections")
	}
	auth := nats.Token(cfg.Token)
	if cfg.Publishers.Listen != "" {
		auth = nats.UserInfo(ownUser, cfg.Token)
	}
	nc, err := nats.Connect("", nats.InProcessServer(ns), nats.Name("owabi"), auth, nats.MaxReconnects(-1))
	if err != nil {
		ns.Shutdown()
		return nil, fmt.Errorf("queue: connect to the server: %w", err)
	}
	return &Server{ns: ns, nc: nc}, nil
}

// recognises refuses a server that does not know every stream on its disk.
func (s *Server) recognises(dir string, kept []string) error {
	js, err := jetstream.New(s.nc)
	if err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), replyWait)
	defer cancel()
	list := js.StreamNames(ctx)
	known := map[string]bool{}
	for name := range list.Name() {
		known[name] = true
	}
	if list.Err() != nil {
		return fmt.Errorf("queue: list the streams: %w", list.Err())
	}
	lost := slices.DeleteFunc(kept, func(name string) bool { return known[name] })
	if len(lost) == 0 {
		return nil
	}
	return &dispatcher.Error{Code: dispatcher.Forbidden, Where: filepath.Join(streamsIn(dir), lost[0]),
		What: "this stream is on disk and does not open: written under another master key, or damaged",
		Cure: "start with the key that wrote it, or restore the directory from a backup, or move it away and keep it: then the journal begins anew with a snapshot, and nobody is lost or told twice; nothing in it has been changed"}
}

func streamsIn(dir string) string {
	return filepath.Join(dir, "jetstream", server.DEFAULT_GLOBAL_ACCOUNT, "streams")
}

// streamDirs names the streams on disk: the directories that hold at least one
// file. A leading full stop marks what the server was deleting.
func streamDirs(dir string) ([]string, error) {
	entries, err := os.ReadDir(streamsIn(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") || !e.IsDir() {
			continue
		}
		some, err := holdsFile(filepath.Join(streamsIn(dir), e.Name()))
		if err != nil {
			return nil, err
		}
		if some {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

func holdsFile(dir string) (bool, error) {
	found := false
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			found = true
			return fs.SkipAll
		}
		return err
	})
	return found, err
}
