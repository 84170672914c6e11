//go:build unix

package sms

import (
	"errors"
	"net"
	"syscall"
)

// gone reports whether the other side is known to have closed c, or, if c was
// used, to be closing it: nothing is due on it then, and what has come can only
// be TLS's goodbye or a timeout's. It reads nothing: the reader may be another
// goroutine.
func gone(c net.Conn, used bool) bool {
	s, ok := c.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := s.SyscallConn()
	if err != nil {
		return true
	}
	closed := false
	err = raw.Control(func(fd uintptr) { closed = atEnd(int(fd), used) })
	return err != nil || closed
}

// atEnd looks at the next byte of a socket that does not block.
func atEnd(fd int, used bool) bool {
	var b [1]byte
	n, _, err := syscall.Recvfrom(fd, b[:], syscall.MSG_PEEK)
	switch {
	case err == nil:
		return n == 0 || used
	case errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EINTR):
		return false
	}
	return true
}
