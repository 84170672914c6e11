package queue

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
)

// serverLog hands what the embedded server says to slog, and keeps the first
// fatal complaint: the server logs why it did not start and returns nothing.
type serverLog struct {
	log   *slog.Logger
	mu    sync.Mutex
	fatal error
}

func newServerLog(log *slog.Logger) *serverLog {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &serverLog{log: log.With("from", "nats-server")}
}

func (l *serverLog) failure() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fatal
}

// Noticef implements server.Logger. The server is talkative: below our notice.
func (l *serverLog) Noticef(format string, v ...any) { l.log.Debug(fmt.Sprintf(format, v...)) }

// Warnf implements server.Logger.
func (l *serverLog) Warnf(format string, v ...any) { l.log.Warn(fmt.Sprintf(format, v...)) }

// Errorf implements server.Logger.
func (l *serverLog) Errorf(format string, v ...any) { l.log.Error(fmt.Sprintf(format, v...)) }

// Fatalf implements server.Logger.
func (l *serverLog) Fatalf(format string, v ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := fmt.Sprintf(format, v...)
	if l.fatal == nil {
		l.fatal = errors.New(text)
	}
	l.log.Error(text)
}

// Debugf implements server.Logger; the server is never asked for it.
func (l *serverLog) Debugf(format string, v ...any) { l.log.Debug(fmt.Sprintf(format, v...)) }

// Tracef implements server.Logger. A trace would hold payloads: never logged.
func (l *serverLog) Tracef(string, ...any) {}
