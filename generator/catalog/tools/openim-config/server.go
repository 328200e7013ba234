package main

import (
	"path/filepath"
	"strings"

	"github.com/openimsdk/open-im-server/v3/pkg/common/config"
)

// The module proxy serves v3.8.3, not the patch releases after it. What their types of pkg/common/config have more or otherwise
// stands here, as in v3.8.3-patch.15. The loader and the prefixes of variables are the same in both.
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

// A module that chooses its port for calls; fields of both structs are read from the same block.
type rpc[T any] struct {
	Before T `mapstructure:",squash"`
	RPC    struct {
		AutoSetPorts bool `mapstructure:"autoSetPorts"`
	} `mapstructure:"rpc"`
}

// A module without such a port, which chooses that of its metrics.
type metrics[T any] struct {
	Before     T `mapstructure:",squash"`
	Prometheus struct {
		AutoSetPorts bool `mapstructure:"autoSetPorts"`
	} `mapstructure:"prometheus"`
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
		"openim-api.yml":              func() any { return new(metrics[config.API]) },
		"openim-crontask.yml":         func() any { return new(config.CronTask) },
		"openim-msggateway.yml":       func() any { return new(rpc[config.MsgGateway]) },
		"openim-msgtransfer.yml":      func() any { return new(metrics[config.MsgTransfer]) },
		"openim-push.yml":             func() any { return new(rpc[config.Push]) },
		"openim-rpc-auth.yml":         func() any { return new(rpc[config.Auth]) },
		"openim-rpc-conversation.yml": func() any { return new(rpc[config.Conversation]) },
		"openim-rpc-friend.yml":       func() any { return new(rpc[config.Friend]) },
		"openim-rpc-group.yml":        func() any { return new(rpc[config.Group]) },
		"openim-rpc-msg.yml":          func() any { return new(rpc[config.Msg]) },
		"openim-rpc-third.yml":        func() any { return new(rpc[config.Third]) },
		"openim-rpc-user.yml":         func() any { return new(rpc[config.User]) },
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
