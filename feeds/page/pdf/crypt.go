package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
)

// crypt decrypts what the standard security handler encrypted (ISO 32000-2, 7.6)
// for readers without a password: such files only ask programs not to print or
// copy.
type crypt struct {
	key     []byte
	streams cipherKind
	texts   cipherKind
}

type cipherKind int

const (
	byRC4 cipherKind = iota
	byAES128
	byAES256
	inClear
)

// pad completes passwords, as the standard says.
const pad = "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A"

// unlock makes ready for decryption; errLocked if the empty password does not open
// the file or its handler is another one.
func (f *file) unlock() error {
	d := f.dict(f.trailer["Encrypt"])
	if d == nil {
		return nil
	}
	clear(f.known)
	if f.name(d["Filter"]) != "Standard" {
		return errLocked
	}
	c := &crypt{}
	version, revision := f.int(d["V"]), f.int(d["R"])
	if version >= 4 {
		c.streams, c.texts = f.method(d, "StmF"), f.method(d, "StrF")
	}
	ok := false
	if revision >= 5 {
		c.key, ok = f.newKey(d, revision)
	} else {
		c.key, ok = f.oldKey(d, version, revision)
	}
	if !ok {
		return errLocked
	}
	f.crypt = c
	return nil
}

func (f *file) method(d dict, which name) cipherKind {
	filter := f.name(d[which])
	if filter == "" || filter == "Identity" {
		return inClear
	}
	switch f.name(f.dict(f.dict(d["CF"])[filter])["CFM"]) {
	case "AESV2":
		return byAES128
	case "AESV3":
		return byAES256
	case "None":
		return inClear
	}
	return byRC4
}

func (f *file) bytes(v any) []byte {
	s, _ := f.get(v).(text)
	return []byte(s)
}

// oldKey is the key of revisions 2 to 4 for the empty password (algorithms 2 and
// 6); false if that is not the password.
func (f *file) oldKey(d dict, version, revision int) ([]byte, bool) {
	size := 5
	if version > 1 {
		size = max(5, min(16, f.int(d["Length"])/8))
		if f.int(d["Length"]) == 0 && version >= 4 {
			size = 16
		}
	}
	var id []byte
	if ids := f.array(f.trailer["ID"]); len(ids) > 0 {
		id = f.bytes(ids[0])
	}
	h := md5.New()
	h.Write([]byte(pad))
	h.Write(f.bytes(d["O"])[:min(32, len(f.bytes(d["O"])))])
	_ = binary.Write(h, binary.LittleEndian, uint32(int64(f.int(d["P"])))) // a hash takes all
	h.Write(id)
	if meta, ok := f.get(d["EncryptMetadata"]).(bool); ok && !meta && revision >= 4 {
		h.Write([]byte{255, 255, 255, 255})
	}
	key := h.Sum(nil)
	if revision >= 3 {
		for range 50 {
			sum := md5.Sum(key[:size])
			key = sum[:]
		}
	}
	key = key[:size]
	return key, f.opens(key, id, f.bytes(d["U"]), revision)
}

// opens says whether a key is that of the user's entry.
func (f *file) opens(key, id, user []byte, revision int) bool {
	if revision < 3 {
		return bytes.Equal(rc4ed(key, []byte(pad)), user)
	}
	sum := md5.Sum(append([]byte(pad), id...))
	want := sum[:]
	for i := range 20 {
		turn := make([]byte, len(key))
		for k := range key {
			turn[k] = key[k] ^ byte(i)
		}
		want = rc4ed(turn, want)
	}
	return len(user) >= 16 && bytes.Equal(want, user[:16])
}

// newKey is the key of revisions 5 and 6 for the empty password (algorithm 2.A).
func (f *file) newKey(d dict, revision int) ([]byte, bool) {
	user, wrapped := f.bytes(d["U"]), f.bytes(d["UE"])
	if len(user) < 48 || len(wrapped) < 32 || !bytes.Equal(hash(user[32:40], revision), user[:32]) {
		return nil, false
	}
	block, err := aes.NewCipher(hash(user[40:48], revision))
	if err != nil {
		return nil, false
	}
	key := make([]byte, 32)
	cipher.NewCBCDecrypter(block, make([]byte, 16)).CryptBlocks(key, wrapped[:32])
	return key, true
}

// hash is algorithm 2.B for the empty password; revision 5 has but its beginning.
func hash(salt []byte, revision int) []byte {
	first := sha256.Sum256(salt)
	k := first[:]
	if revision < 6 {
		return k
	}
	for round := 0; ; round++ {
		e := bytes.Repeat(k, 64)
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(e, e)
		rest := 0
		for _, c := range e[:16] {
			rest += int(c)
		}
		switch rest % 3 {
		case 0:
			s := sha256.Sum256(e)
			k = s[:]
		case 1:
			s := sha512.Sum384(e)
			k = s[:]
		case 2:
			s := sha512.Sum512(e)
			k = s[:]
		}
		if round >= 63 && int(e[len(e)-1]) <= round-31 {
			return k[:32]
		}
	}
}

func rc4ed(key, data []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		return nil
	}
	out := make([]byte, len(data))
	c.XORKeyStream(out, data)
	return out
}

func (c *crypt) stream(data []byte, at ref) []byte { return c.decrypt(data, at, c.streams) }

// strings decrypts all strings in a value.
func (c *crypt) strings(v any, at ref, depth int) any {
	if depth > maxDepth {
		return v
	}
	switch v := v.(type) {
	case text:
		return text(c.decrypt([]byte(v), at, c.texts))
	case array:
		for i := range v {
			v[i] = c.strings(v[i], at, depth+1)
		}
	case dict:
		for k := range v {
			v[k] = c.strings(v[k], at, depth+1)
		}
	case *stream:
		c.strings(v.dict, at, depth+1)
	}
	return v
}

func (c *crypt) decrypt(data []byte, at ref, how cipherKind) []byte {
	if how == inClear {
		return data
	}
	key := c.key
	if how != byAES256 {
		salted := append(bytes.Clone(key), byte(at.num), byte(at.num>>8), byte(at.num>>16), byte(at.gen), byte(at.gen>>8))
		if how == byAES128 {
			salted = append(salted, "sAlT"...)
		}
		sum := md5.Sum(salted)
		key = sum[:min(16, len(c.key)+5)]
	}
	if how == byRC4 {
		return rc4ed(key, data)
	}
	block, err := aes.NewCipher(key)
	if err != nil || len(data) < 32 {
		return nil
	}
	body := bytes.Clone(data[16 : len(data)-len(data)%16])
	cipher.NewCBCDecrypter(block, data[:16]).CryptBlocks(body, body)
	if n := int(body[len(body)-1]); n <= 16 && n <= len(body) {
		body = body[:len(body)-n]
	}
	return body
}
