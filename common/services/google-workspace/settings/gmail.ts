import { policy } from './define.ts'

/** Section, field and default as Google documents them for the Policy API. */
export const gmailSettings = [
  policy('mail-delegation', 'gmail_mail_delegation', 'enableMailDelegation', 'boolean', 'Mail delegation', 'Apps > Google Workspace > Gmail > User Settings > Mail delegation', false),
  policy('mail-uploads', 'gmail_user_email_uploads', 'enableMailAndContactsImport', 'boolean', 'Import of mail and contacts by users', 'Apps > Google Workspace > Gmail > Setup > User email uploads'),
  policy('pop-access', 'gmail_pop_access', 'enablePopAccess', 'boolean', 'POP access', 'Apps > Google Workspace > Gmail > End User Access > POP and IMAP access'),
  policy('imap-access', 'gmail_imap_access', 'enableImapAccess', 'boolean', 'IMAP access', 'Apps > Google Workspace > Gmail > End User Access > POP and IMAP access'),
  policy('outlook-sync', 'gmail_workspace_sync_for_outlook', 'enableGoogleWorkspaceSyncForMicrosoftOutlook', 'boolean', 'Google Workspace Sync for Microsoft Outlook', 'Apps > Google Workspace > Gmail > End User Access > Google Workspace Sync', true),
  policy('automatic-forwarding', 'gmail_auto_forwarding', 'enableAutoForwarding', 'boolean', 'Automatic forwarding by users', 'Apps > Google Workspace > Gmail > End User Access > Automatic forwarding', true),
  policy('outbound-gateways', 'gmail_per_user_outbound_gateway', 'allowUsersToUseExternalSmtpServers', 'boolean', 'External SMTP servers of users', 'Apps > Google Workspace > Gmail > End User Access > Allow per-user outbound gateways'),
  policy('mail-ip-allowlist', 'gmail_email_spam_filter_ip_allowlist', 'allowedIpAddresses', 'any', 'Email allowlist of IP addresses', 'Apps > Google Workspace > Gmail > Spam, phishing, and malware > Email allowlist', []),
  policy('mail-predelivery-scanning', 'gmail_enhanced_pre_delivery_message_scanning', 'enableImprovedSuspiciousContentDetection', 'boolean', 'Enhanced pre-delivery message scanning', 'Apps > Google Workspace > Gmail > Spam, phishing, and malware > Enhanced pre-delivery message scanning'),
  policy('mail-comprehensive-storage', 'gmail_comprehensive_mail_storage', 'enabled', 'boolean', 'Comprehensive mail storage', 'Apps > Google Workspace > Gmail > Compliance > Comprehensive mail storage'),
  policy('spam-overrides', 'gmail_spam_override_lists', 'spamOverride', 'any', 'Spam rules', 'Apps > Google Workspace > Gmail > Spam, phishing, and malware > Spam', []),
  policy('gmail-service', 'gmail_service_status', 'serviceState', 'string', 'Gmail service', 'Apps > Google Workspace > Gmail > Service status', 'ENABLED'),
] as const
