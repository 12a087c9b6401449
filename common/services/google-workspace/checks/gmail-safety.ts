import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { besideOff, everyUnit } from './units.ts'

export const gmailSafetyChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.attachments-encrypted-protected',
    title: '"Protect against encrypted attachments from untrusted senders" SHALL be enabled',
    metric: 'malware-protection-enabled',
    severity: 'high',
    ...scuba('GWS.GMAIL.5.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['attachment-encrypted-protection'],
      deviates: 'u.attachmentEncryptedProtection != true',
    }),
    expected: 'On',
    steps: ['Check the Protect against encrypted attachments from untrusted senders checkbox.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.attachments-with-scripts-protected',
    title: '"Protect against attachments with scripts from untrusted senders" SHALL be enabled',
    metric: 'malware-protection-enabled',
    severity: 'high',
    ...scuba('GWS.GMAIL.5.2v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['attachment-script-protection'],
      deviates: 'u.attachmentScriptProtection != true',
    }),
    expected: 'On',
    steps: ['Check the Protect against attachments with scripts from untrusted senders checkbox.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.attachments-anomalous-protected',
    title: '"Protect against anomalous attachment types in emails" SHALL be enabled',
    metric: 'malware-protection-enabled',
    severity: 'high',
    ...scuba('GWS.GMAIL.5.3v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['attachment-anomalous-protection'],
      deviates: 'u.attachmentAnomalousProtection != true',
    }),
    expected: 'On',
    steps: ['Check the Protect against anomalous attachment types in emails checkbox.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.attachments-future-settings',
    title:
      'Google SHOULD be allowed to automatically apply future recommended settings for attachments',
    metric: 'malware-protection-enabled',
    severity: 'medium',
    ...scuba('GWS.GMAIL.5.4v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['attachment-future-settings'],
      deviates: 'u.attachmentFutureSettings != true',
    }),
    expected: 'On',
    steps: ['Check the Apply future recommended settings automatically checkbox.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.attachments-not-in-inbox',
    title:
      'Emails flagged by SCuBA policies GWS.GMAIL.5.1 through GWS.GMAIL.5.3 SHALL NOT be kept in inbox',
    metric: 'malware-protection-enabled',
    severity: 'high',
    ...scuba('GWS.GMAIL.5.5v1', 'SHALL NOT'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: [
        'attachment-encrypted-consequence',
        'attachment-script-consequence',
        'attachment-anomalous-consequence',
      ],
      deviates:
        '!(u.attachmentEncryptedConsequence in ["SPAM_FOLDER", "QUARANTINE"]) || !(u.attachmentScriptConsequence in ["SPAM_FOLDER", "QUARANTINE"]) || !(u.attachmentAnomalousConsequence in ["SPAM_FOLDER", "QUARANTINE"])',
    }),
    expected: 'Moved to spam or quarantine',
    steps: [
      'Under the setting for Policy 5.1 through Policy 5.3, ensure either "Move email to spam" or "Quarantine" is selected.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.links-shortened-identified',
    title: '"Identify links behind shortened URLs" SHALL be enabled',
    metric: 'phishing-protection-enabled',
    severity: 'high',
    ...scuba('GWS.GMAIL.6.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['link-shortener-scanning'],
      deviates: 'u.linkShortenerScanning != true',
    }),
    expected: 'On',
    steps: ['Check the Identify links behind shortened URLs checkbox.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.links-images-scanned',
    title: '"Scan linked images" SHALL be enabled',
    metric: 'phishing-protection-enabled',
    severity: 'high',
    ...scuba('GWS.GMAIL.6.2v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['link-image-scanning'],
      deviates: 'u.linkImageScanning != true',
    }),
    expected: 'On',
    steps: ['Check the Scan linked images checkbox.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.links-untrusted-warned',
    title: '"Show warning prompt for any click on links to untrusted domains" SHALL be enabled',
    metric: 'phishing-protection-enabled',
    severity: 'high',
    ...scuba('GWS.GMAIL.6.3v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['link-untrusted-warning'],
      deviates: 'u.linkUntrustedWarning != true',
    }),
    expected: 'On',
    steps: ['Check the Show warning prompt for any click on links to untrusted domains checkbox.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.links-future-settings',
    title:
      'Google SHALL be allowed to automatically apply future recommended settings for links and external images',
    metric: 'phishing-protection-enabled',
    severity: 'high',
    ...scuba('GWS.GMAIL.6.4v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['link-future-settings'],
      deviates: 'u.linkFutureSettings != true',
    }),
    expected: 'On',
    steps: ['Check the Apply future recommended settings automatically checkbox.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.spoofing-similar-domains-protected',
    title: '"Protect against domain spoofing based on similar domain names" SHALL be enabled',
    metric: 'phishing-protection-enabled',
    severity: 'high',
    ...scuba('GWS.GMAIL.7.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['spoofing-domain-name'],
      deviates: 'u.spoofingDomainName != true',
    }),
    expected: 'On',
    steps: ['Check the Protect against domain spoofing based on similar domain names checkbox.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.spoofing-employee-names-protected',
    title: '"Protect against spoofing of employee names" SHALL be enabled',
    metric: 'phishing-protection-enabled',
    severity: 'high',
    ...scuba('GWS.GMAIL.7.2v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['spoofing-employee-name'],
      deviates: 'u.spoofingEmployeeName != true',
    }),
    expected: 'On',
    steps: ['Check the Protect against spoofing of employee names checkbox.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.spoofing-own-domain-protected',
    title: '"Protect against inbound emails spoofing your domain" SHALL be enabled',
    metric: 'phishing-protection-enabled',
    severity: 'high',
    ...scuba('GWS.GMAIL.7.3v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['spoofing-own-domain'],
      deviates: 'u.spoofingOwnDomain != true',
    }),
    expected: 'On',
    steps: ['Check the Protect against inbound emails spoofing your domain checkbox.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.spoofing-unauthenticated-protected',
    title: '"Protect against any unauthenticated emails" SHALL be enabled',
    metric: 'phishing-protection-enabled',
    severity: 'high',
    ...scuba('GWS.GMAIL.7.4v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['spoofing-unauthenticated'],
      deviates: 'u.spoofingUnauthenticated != true',
    }),
    expected: 'On',
    steps: ['Check the Protect against any unauthenticated emails checkbox.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.spoofing-groups-protected',
    title: '"Protect your Groups from inbound emails spoofing your domain" SHALL be enabled',
    metric: 'phishing-protection-enabled',
    severity: 'high',
    ...scuba('GWS.GMAIL.7.5v1', 'SHALL'),
    rule: besideOff(
      everyUnit({
        whereOn: 'gmail-service',
        reads: ['spoofing-groups'],
        deviates: 'u.spoofingGroups != true',
      }),
      'spoofing-own-domain',
    ),
    expected: 'On',
    steps: ['Check the Protect your groups from inbound emails spoofing your domain checkbox.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.spoofing-not-in-inbox',
    title:
      'Emails flagged by SCuBA policies GWS.GMAIL.7.1 through GWS.GMAIL.7.5 SHALL NOT be kept in inbox',
    metric: 'phishing-protection-enabled',
    severity: 'high',
    ...scuba('GWS.GMAIL.7.6v1', 'SHALL NOT'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: [
        'spoofing-domain-name-consequence',
        'spoofing-employee-name-consequence',
        'spoofing-own-domain-consequence',
        'spoofing-unauthenticated-consequence',
        'spoofing-groups-consequence',
      ],
      deviates:
        '!(u.spoofingDomainNameConsequence in ["SPAM_FOLDER", "QUARANTINE"]) || !(u.spoofingEmployeeNameConsequence in ["SPAM_FOLDER", "QUARANTINE"]) || !(u.spoofingOwnDomainConsequence in ["SPAM_FOLDER", "QUARANTINE"]) || !(u.spoofingUnauthenticatedConsequence in ["SPAM_FOLDER", "QUARANTINE"]) || !(u.spoofingGroupsConsequence in ["SPAM_FOLDER", "QUARANTINE"])',
    }),
    expected: 'Moved to spam or quarantine',
    steps: [
      'Under each setting from Policy 7.1 through Policy 7.5, make sure either "Move email to spam" or "Quarantine" is selected.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.spoofing-future-settings-applied',
    title:
      'Google SHALL be allowed to automatically apply future recommended settings for spoofing and authentication',
    metric: 'phishing-protection-enabled',
    severity: 'high',
    ...scuba('GWS.GMAIL.7.7v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'gmail-service',
      reads: ['spoofing-future-settings'],
      deviates: 'u.spoofingFutureSettings != true',
    }),
    expected: 'On',
    steps: ['Check the Apply future recommended settings automatically checkbox.'],
  }),
]
