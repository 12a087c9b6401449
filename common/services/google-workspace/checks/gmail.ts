import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { everyUnit, wholeTenant } from './units.ts'

export const gmailChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.mail-delegation-off',
    title: 'Mail delegation SHOULD be disabled',
    metric: 'member-privileges-restricted',
    severity: 'medium',
    ...scuba('GWS.GMAIL.1.1v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['mail-delegation'],
      deviates: 'u.mailDelegation != false',
    }),
    expected: 'Off',
    steps: [
      'Select Apps > Google Workspace > Gmail.',
      'Select User Settings > Mail delegation.',
      'Ensure that the Let users delegate access to their mailbox to other users in the domain checkbox is unchecked.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.mail-uploads-off',
    title:
      'User email uploads SHALL be disabled to protect against unauthorized files being introduced into the secured environment',
    metric: 'member-privileges-restricted',
    severity: 'high',
    ...scuba('GWS.GMAIL.8.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['mail-uploads'],
      deviates: 'u.mailUploads != false',
    }),
    expected: 'Off',
    steps: [
      'Select Apps > Google Workspace > Gmail.',
      'Select Setup > User email uploads.',
      'Uncheck the Show users the option to import mail and contacts from Yahoo!, Hotmail, AOL, or other webmail or POP3 accounts from the Gmail settings page checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.pop-imap-off',
    title:
      'POP and IMAP access SHALL be disabled to protect sensitive agency or organization emails from being accessed through legacy applications or other third-party mail clients',
    metric: 'legacy-authentication-blocked',
    severity: 'high',
    ...scuba('GWS.GMAIL.9.1v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['pop-access', 'imap-access', 'gmail-service'],
      test: 'verdict(effective({"service": gmailService, "popAccess": popAccess}).filter(u, u.service != "DISABLED" && u.popAccess != false) + excluding(effective({"service": gmailService, "imapAccess": imapAccess}).filter(u, u.service != "DISABLED" && u.imapAccess != false), accepted, "google-workspace.tenant.pop-imap-off", "GWS.GMAIL.9.1v1"), withoutValue({"service": gmailService, "popAccess": popAccess}) + withoutValue({"service": gmailService, "imapAccess": imapAccess}))',
    }),
    expected: 'Off; IMAP on only in units and groups declared as accepted',
    steps: [
      'Select Apps > Google Workspace > Gmail.',
      'Select End User Access > POP and IMAP access.',
      'Uncheck the Enable IMAP access for all users checkbox.',
      'Uncheck the Enable POP access for all users checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.outlook-sync-off',
    title: 'Google Workspace Sync SHOULD be disabled',
    metric: 'legacy-authentication-blocked',
    severity: 'medium',
    ...scuba('GWS.GMAIL.10.1v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['outlook-sync'],
      deviates: 'u.outlookSync != false',
    }),
    expected: 'Off',
    steps: [
      'Select Apps > Google Workspace > Gmail.',
      'Select End User Access > Google Workspace Sync.',
      'Uncheck the Enable Google Workspace Sync for Microsoft Outlook for my users checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.automatic-forwarding-off',
    title: 'Automatic forwarding SHOULD be disabled, especially to external domains',
    metric: 'email-forwarding-restricted',
    severity: 'medium',
    ...scuba('GWS.GMAIL.11.1v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['automatic-forwarding'],
      deviates: 'u.automaticForwarding != false',
    }),
    expected: 'Off',
    steps: [
      'Select Apps > Google Workspace > Gmail.',
      'Select End User Access > Automatic forwarding.',
      'Uncheck the Allow users to automatically forward incoming email to another address checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.outbound-gateways-off',
    title:
      'The option to use a per-user outbound gateway that is a mail server other than the Google Workspace (GWS) mail servers SHALL be disabled',
    metric: 'email-authentication-enforced',
    severity: 'high',
    ...scuba('GWS.GMAIL.12.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['outbound-gateways'],
      deviates: 'u.outboundGateways != false',
    }),
    expected: 'Off',
    steps: [
      'Select Apps > Google Workspace > Gmail.',
      'Select End User Access > Allow per-user outbound gateways.',
      'Uncheck the Allow users to send mail through an external SMTP server when configuring a "from" address hosted outside your email domain checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.external-reply-warning-on',
    title: 'Unintended external reply warnings SHALL be enabled',
    metric: 'external-messages-marked',
    severity: 'high',
    ...scuba('GWS.GMAIL.13.1v1', 'SHALL'),
    rule: everyUnit({
      reads: ['external-reply-warning-off'],
      deviates: 'u.externalReplyWarningOff != "false"',
    }),
    expected: 'On',
    steps: [
      'Select Apps > Google Workspace > Gmail.',
      'Select End User Access > Warn for external recipients.',
      "Check the Highlight any external recipients in a conversation. Warn users before they reply to email with external recipients who aren't in their contacts checkbox.",
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.mail-allowlist-empty',
    title: 'An email allowlist SHOULD NOT be implemented',
    metric: 'spam-protection-configured',
    severity: 'medium',
    ...scuba('GWS.GMAIL.14.1v1', 'SHOULD NOT'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['mail-ip-allowlist'],
      deviates: 'size(u.mailIpAllowlist) > 0',
    }),
    expected: 'No IP address',
    steps: [
      'Select Apps > Google Workspace > Gmail.',
      'Select Spam, phishing, and malware > Email allowlist.',
      'Under the Enter the IP addresses for your email allowlist field, ensure no IP addresses are listed.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.mail-predelivery-scanned',
    title: 'Enhanced pre-delivery message scanning SHALL be enabled to prevent phishing',
    metric: 'phishing-protection-enabled',
    severity: 'high',
    ...scuba('GWS.GMAIL.15.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['mail-predelivery-scanning'],
      deviates: 'u.mailPredeliveryScanning != true',
    }),
    expected: 'On',
    steps: [
      'Select Apps > Google Workspace > Gmail.',
      'Select Spam, phishing, and malware > Enhanced pre-delivery message scanning.',
      'Check the Enables improved detection of suspicious content prior to delivery checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.security-sandbox-on',
    title: 'Security sandbox SHOULD be enabled to provide additional email protections',
    metric: 'malware-protection-enabled',
    severity: 'medium',
    ...scuba('GWS.GMAIL.16.1v1', 'SHOULD'),
    rule: everyUnit({
      reads: ['security-sandbox'],
      deviates: 'u.securitySandbox != "true"',
    }),
    expected: 'On',
    steps: [
      'Select Apps > Google Workspace > Gmail.',
      'Select Spam, phishing, and malware > Security sandbox.',
      'Check the Enable virtual execution of attachments in a sandbox environment for all the users of the Organizational Unit for protection against malware, ransomware, and zero-day threats checkbox.',
      'Either Security sandbox or Security sandbox rules may be enabled but enabling Security sandbox takes precedence.',
      'If Security sandbox rules are enabled, then the configuration needs to be completed and consists of the following fields :',
      'A short description.',
      'Email messages to affect.',
      'Expressions to describe the content to search for in each message.',
      'Action to take if expressions match.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.mail-storage-comprehensive',
    title:
      'Comprehensive mail storage SHOULD be enabled to allow information traceability across applications',
    metric: 'data-retention-configured',
    severity: 'medium',
    ...scuba('GWS.GMAIL.17.1v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['mail-comprehensive-storage'],
      deviates: 'u.mailComprehensiveStorage != true',
    }),
    expected: 'On',
    steps: [
      'Select Apps > Google Workspace > Gmail.',
      'Select Compliance > Comprehensive mail storage.',
      "Check the Ensure that a copy of all sent and received mail is stored in associated users' mailboxes checkbox.",
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.spam-bypass-no-domains',
    title: 'Domains SHALL NOT be added to lists that bypass spam filters',
    metric: 'spam-protection-configured',
    severity: 'high',
    ...scuba('GWS.GMAIL.18.1v1', 'SHALL NOT'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['spam-overrides', 'gmail-rule-states'],
      deviates:
        'size(domainsIn(rulesOn(u.spamOverrides, u.gmailRuleStates), "bypassSelectedSenders", "bypassSenderAllowlist")) > 0',
    }),
    expected: 'No rule lets a whole domain bypass the spam filter',
    steps: [
      'Ensure that either:',
      'Modify the rule or lists associated with the rule as needed, then select Save.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.spam-warnings-no-domains',
    title: 'Domains SHALL NOT be added to lists that bypass spam filters and hide warnings',
    metric: 'spam-protection-configured',
    severity: 'high',
    ...scuba('GWS.GMAIL.18.2v1', 'SHALL NOT'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['spam-overrides', 'gmail-rule-states'],
      deviates:
        'size(domainsIn(rulesOn(u.spamOverrides, u.gmailRuleStates), "hideWarningBannerFromSelectedSenders", "hideWarningBannerSenderAllowlist")) > 0',
    }),
    expected: 'No rule lets a whole domain bypass the spam filter without warnings',
    steps: [
      'Ensure that either:',
      'Modify the rule or lists associated with the rule as needed, then select Save.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.spam-bypass-not-for-all',
    title:
      '"Bypass spam filters" and "hide warnings for all messages from internal and external senders" SHALL NOT be enabled',
    metric: 'spam-protection-configured',
    severity: 'high',
    ...scuba('GWS.GMAIL.18.3v1', 'SHALL NOT'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['spam-overrides', 'gmail-rule-states'],
      deviates:
        'rulesOn(u.spamOverrides, u.gmailRuleStates).exists(rule, has(rule.hideWarningBannerForAll) && rule.hideWarningBannerForAll != false)',
    }),
    expected: 'No rule bypasses the filter and hides warnings for everyone',
    steps: [
      'Ensure that Bypass spam filters and hide warnings for all messages from internal and external sender is not selected.',
    ],
  }),
]
