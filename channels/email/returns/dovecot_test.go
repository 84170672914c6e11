package returns

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// dovecot is one as a child of the test, with a configuration, a user and a
// certificate of its own, on this machine alone.
type dovecot struct {
	*testing.T
	plain, implicit string // addresses
	ca              string // file
}

const dovecotUser, dovecotPassword = "owabi", "hidden-word"

func startDovecot(t *testing.T) *dovecot {
	t.Helper()
	dir, err := os.MkdirTemp("", "dc") // short: it opens sockets there
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	d := &dovecot{T: t, plain: freePort(t), implicit: freePort(t), ca: filepath.Join(dir, "ca.pem")}
	d.certificate(dir)
	config := filepath.Join(dir, "dovecot.conf")
	if err := os.WriteFile(config, []byte(d.config(dir)), 0o600); err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("dovecot")
	if err != nil {
		program = "/usr/sbin/dovecot"
	}
	cmd := exec.Command(program, "-F", "-c", config)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()
	t.Cleanup(func() { cmd.Process.Signal(syscall.SIGTERM); <-ended })
	for deadline := time.Now().Add(time.Minute); ; {
		c, err := net.Dial("tcp", d.implicit)
		if err == nil {
			c.Close()
			return d
		}
		select {
		case <-ended:
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			t.Fatalf("dovecot ended: %s%s", &said, log)
		case <-time.After(5 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatal("dovecot does not listen")
		}
	}
}

// config is dovecot's. As root it serves mail as nobody, as itself otherwise:
// it refuses to as root.
func (d *dovecot) config(dir string) string {
	me, err := user.Current()
	if err != nil {
		d.Fatal(err)
	}
	uid, gid, internal := me.Uid, me.Gid, "default_internal_user = "+me.Username+"\ndefault_login_user = "+me.Username+"\ndefault_internal_group = "+groupOf(d, me)
	if os.Getuid() == 0 {
		uid, gid, internal = "65534", "65534", ""
	}
	mail := filepath.Join(dir, "mail")
	u, _ := strconv.Atoi(uid)
	g, _ := strconv.Atoi(gid)
	if err := os.MkdirAll(mail, 0o700); err != nil {
		d.Fatal(err)
	}
	if err := os.Chown(mail, u, g); err != nil {
		d.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		d.Fatal(err)
	}
	users := filepath.Join(dir, "users")
	if err := os.WriteFile(users, []byte(dovecotUser+":{PLAIN}"+dovecotPassword+"\n"), 0o644); err != nil {
		d.Fatal(err)
	}
	_, plain, _ := net.SplitHostPort(d.plain)
	_, implicit, _ := net.SplitHostPort(d.implicit)
	return fmt.Sprintf(`
protocols = imap
base_dir = %[1]s/run
state_dir = %[1]s/state
log_path = %[1]s/log
mail_location = maildir:%[1]s/mail
%[2]s
first_valid_uid = 1
ssl = yes
ssl_cert = <%[1]s/cert.pem
ssl_key = <%[1]s/key.pem
disable_plaintext_auth = no
passdb {
  driver = passwd-file
  args = %[1]s/users
}
userdb {
  driver = static
  args = uid=%[3]s gid=%[4]s home=%[1]s/mail
}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = %[5]s
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = %[6]s
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`, dir, internal, uid, gid, plain, implicit)
}

func groupOf(t *dovecot, u *user.User) string {
	g, err := user.LookupGroupId(u.Gid)
	if err != nil {
		t.Fatal(err)
	}
	return g.Name
}

// certificate makes an authority that is the server's certificate too.
func (d *dovecot) certificate(dir string) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		d.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "imap.example.jp"}, NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		d.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		d.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "ca.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			d.Fatal(err)
		}
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func filled(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// settings are those of the mailbox.
func (d *dovecot) settings() IMAP {
	return IMAP{Server: d.implicit, CAFile: d.ca, Username: dovecotUser, PasswordFile: filled(d.T, dovecotPassword+"\n"), Every: time.Second}
}

// inside does something in the mailbox beside the product.
func (d *dovecot) inside(f func(*imapclient.Client) error) {
	d.Helper()
	c, err := imapclient.DialInsecure(d.plain, nil)
	if err != nil {
		d.Fatal(err)
	}
	defer c.Close()
	if err := c.Login(dovecotUser, dovecotPassword).Wait(); err != nil {
		d.Fatal(err)
	}
	if err := f(c); err != nil {
		d.Fatal(err)
	}
}

// deliver puts a message into the mailbox.
func (d *dovecot) deliver(text string) {
	d.Helper()
	d.inside(func(c *imapclient.Client) error {
		a := c.Append("INBOX", int64(len(text)), nil)
		a.Write([]byte(text))
		a.Close()
		_, err := a.Wait()
		return err
	})
}

// holds says how many messages a folder has, and how many of them are unread.
func (d *dovecot) holds(folder string) string {
	d.Helper()
	says := ""
	d.inside(func(c *imapclient.Client) error {
		s, err := c.Status(folder, &imap.StatusOptions{NumMessages: true, NumUnseen: true}).Wait()
		if err == nil {
			says = fmt.Sprintf("%d, %d unread", *s.NumMessages, *s.NumUnseen)
		} else if strings.Contains(err.Error(), "doesn't exist") {
			says, err = "missing", nil
		}
		return err
	})
	return says
}
