package main

import "github.com/openimsdk/chat/pkg/common/config"

// The types of v1.8.4 are those of v1.8.4-patch.5: between the two only what is made of them has changed.
var chat = part{
	files: map[string]func() any{
		config.ShareFileName:           func() any { return new(config.Share) },
		config.RedisConfigFileName:     func() any { return new(config.Redis) },
		config.DiscoveryConfigFileName: func() any { return new(config.Discovery) },
		config.MongodbConfigFileName:   func() any { return new(config.Mongo) },
		config.LogConfigFileName:       func() any { return new(config.Log) },
		config.ChatAPIAdminCfgFileName: func() any { return new(config.API) },
		config.ChatAPIChatCfgFileName:  func() any { return new(config.API) },
		config.ChatRPCAdminCfgFileName: func() any { return new(config.Admin) },
		config.ChatRPCChatCfgFileName:  func() any { return new(config.Chat) },
	},
	load: func(folder, file string, into any) error {
		return config.Load(folder, file, config.EnvPrefixMap[file], "", into)
	},
}
