package main

import (
	"path/filepath"
	"strings"

	"github.com/openimsdk/open-im-server/v3/pkg/common/config"
)

// The module proxy serves v3.8.3, not the patch releases after it. Between v3.8.3 and v3.8.3-patch.15 two types of
// pkg/common/config have changed; they stand here as patch.15 has them.
type redis struct {
	Address   []string `mapstructure:"address"`
	Username  string   `mapstructure:"username"`
	Password  string   `mapstructure:"password"`
	RedisMode string   `mapstructure:"redisMode"`
	DB        int      `mapstructure:"db"`
	MaxRetry  int      `mapstructure:"maxRetry"`
	PoolSize  int      `mapstructure:"poolSize"`
}

type share struct {
	config.Share   `mapstructure:",squash"`
	RPCMaxBodySize struct {
		RequestMaxBodySize  int `mapstructure:"requestMaxBodySize"`
		ResponseMaxBodySize int `mapstructure:"responseMaxBodySize"`
	} `mapstructure:"rpcMaxBodySize"`
}

var server = part{
	files: map[string]func() any{
		"discovery.yml":               func() any { return new(config.Discovery) },
		"kafka.yml":                   func() any { return new(config.Kafka) },
		"local-cache.yml":             func() any { return new(config.LocalCache) },
		"log.yml":                     func() any { return new(config.Log) },
		"minio.yml":                   func() any { return new(config.Minio) },
		"mongodb.yml":                 func() any { return new(config.Mongo) },
		"notification.yml":            func() any { return new(config.Notification) },
		"openim-api.yml":              func() any { return new(config.API) },
		"openim-crontask.yml":         func() any { return new(config.CronTask) },
		"openim-msggateway.yml":       func() any { return new(config.MsgGateway) },
		"openim-msgtransfer.yml":      func() any { return new(config.MsgTransfer) },
		"openim-push.yml":             func() any { return new(config.Push) },
		"openim-rpc-auth.yml":         func() any { return new(config.Auth) },
		"openim-rpc-conversation.yml": func() any { return new(config.Conversation) },
		"openim-rpc-friend.yml":       func() any { return new(config.Friend) },
		"openim-rpc-group.yml":        func() any { return new(config.Group) },
		"openim-rpc-msg.yml":          func() any { return new(config.Msg) },
		"openim-rpc-third.yml":        func() any { return new(config.Third) },
		"openim-rpc-user.yml":         func() any { return new(config.User) },
		"redis.yml":                   func() any { return new(redis) },
		"share.yml":                   func() any { return new(share) },
		"webhooks.yml":                func() any { return new(config.Webhooks) },
	},
	load: func(folder, file string, into any) error {
		return config.LoadConfig(filepath.Join(folder, file), prefix(file), into)
	},
}

// The table in pkg/common/cmd, a package that would bring all of OpenIM: every file has a prefix but local-cache.yml.
func prefix(file string) string {
	if file == "local-cache.yml" {
		return ""
	}
	return "IMENV_" + strings.ToUpper(strings.ReplaceAll(strings.TrimSuffix(file, ".yml"), "-", "_"))
}
