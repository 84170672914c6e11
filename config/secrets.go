package config

import (
	"fmt"
	"os"
)

// secret is a file of its own that holds one, by the key that names it.
type secret struct{ key, path string }

func (s *Settings) secrets() []secret {
	all := []secret{{"redis.password_file", s.Redis.PasswordFile}, {"nats.token_file", s.NATS.TokenFile}, {"nats.creds_file", s.NATS.CredsFile}}
	if s.Email != nil {
		all = append(all, secret{"email.password_file", s.Email.PasswordFile})
		for i, r := range s.Email.Relays {
			all = append(all, secret{fmt.Sprintf("email.relays[%d].password_file", i+1), r.PasswordFile})
		}
	}
	if s.SMS != nil {
		all = append(all, secret{"sms.auth_token_file", s.SMS.AuthTokenFile}, secret{"sms.api_key_secret_file", s.SMS.APIKeySecretFile})
	}
	if i := s.Bounces.IMAP; i != nil {
		all = append(all, secret{"bounces.imap.password_file", i.PasswordFile})
	}
	return all
}

// guarded refuses a secret that others can read. One that is not there is for
// whoever reads it.
func (s *Settings) guarded() error {
	for _, f := range s.secrets() {
		if f.path == "" {
			continue
		}
		info, err := os.Stat(f.path)
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			return wrong(f.key, fmt.Sprintf("others may read or change %s (mode %04o)", f.path, info.Mode().Perm()),
				"chmod 600 it, and consider who has had access: a secret that others may have read is to be changed")
		}
	}
	return nil
}
