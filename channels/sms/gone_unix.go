//go:build unix

package sms

import (
	"errors"
	"net"
	"syscall"
)

// gone reports whether the other side is known to have closed c. It reads
// nothing: the reader may be another goroutine.
func gone(c net.Conn) bool {
	s, ok := c.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := s.SyscallConn()
	if err != nil {
		return true
	}
	closed := false
	err = raw.Control(func(fd uintptr) { closed = atEnd(int(fd)) })
	return err != nil || closed
}

// atEnd looks at the next byte of a socket that does not block.
func atEnd(fd int) bool {
	var b [1]byte
	n, _, err := syscall.Recvfrom(fd, b[:], syscall.MSG_PEEK)
	switch {
	case err == nil:
		return n == 0
	case errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EINTR):
		return false
	}
	return true
}
