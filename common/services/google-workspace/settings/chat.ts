import { policy } from './define.ts'

/** Section, field and default as Google documents them for the Policy API. */
export const chatSettings = [
  policy('chat-history-default', 'chat_chat_history', 'historyOnByDefault', 'boolean', 'Chat history is on by default', 'Apps > Google Workspace > Google Chat > History for chats', false),
  policy('chat-history-user-change', 'chat_chat_history', 'allowUserModification', 'boolean', 'Users may change their history setting', 'Apps > Google Workspace > Google Chat > History for chats', true),
  policy('chat-external-files', 'chat_chat_file_sharing', 'externalFileSharing', 'string', 'Files in chats with people outside', 'Apps > Google Workspace > Google Chat > Chat file sharing'),
  policy('chat-space-history', 'chat_space_history', 'historyState', 'string', 'History of spaces', 'Apps > Google Workspace > Google Chat > History for spaces'),
  policy('chat-external-allowed', 'chat_external_chat_restriction', 'allowExternalChat', 'boolean', 'Chat with people outside', 'Apps > Google Workspace > Google Chat > External chat settings > Chat externally', false),
  policy('chat-external-restriction', 'chat_external_chat_restriction', 'externalChatRestriction', 'string', 'Domains with which people may chat', 'Apps > Google Workspace > Google Chat > External chat settings > Chat externally', 'NO_RESTRICTION'),
  policy('chat-service', 'chat_service_status', 'serviceState', 'string', 'Chat service', 'Apps > Google Workspace > Google Chat > Service status', 'ENABLED'),
] as const
