import type { Setting } from '../../../model/setting.ts'
import { count, documents, flag, page, setting, settingOf, snapshot, word } from './setting.ts'

const defender = 'https://security.microsoft.com/'
const purview = 'https://purview.microsoft.com/'
const threat = (name: string, path = 'threatpolicy') =>
  page(`Email & collaboration > Policies & rules > Threat policies > ${name}`, defender + path)

export const defenderSettings: readonly Setting[] = [
  setting({
    name: 'defender-licensed',
    title: 'Defender for Office 365 is licensed',
    type: flag,
  }),
  setting({
    name: 'dlp-licensed',
    title: 'Data loss prevention for Teams and devices is licensed',
    type: flag,
  }),
  setting({
    name: 'preset-rules',
    title: 'Who is under Exchange Online Protection in the presets',
    type: documents,
    ...snapshot('microsoft.exchange.eopprotectionpolicyrule'),
    ...threat('Preset security policies', 'presetSecurityPolicies'),
  }),
  setting({
    name: 'preset-defender-rules',
    title: 'Who is under Defender for Office 365 in the presets',
    type: documents,
    ...threat('Preset security policies', 'presetSecurityPolicies'),
  }),
  setting({
    name: 'anti-phishing-policies',
    title: 'Anti-phishing policies',
    type: documents,
    ...snapshot('microsoft.exchange.antiphishpolicy'),
    ...threat('Anti-phishing', 'antiphishing'),
    personal: true,
  }),
  setting({
    name: 'anti-phishing-rules',
    title: 'Who is under which anti-phishing policy',
    type: documents,
    ...snapshot('microsoft.exchange.antiphishrule'),
    ...threat('Anti-phishing', 'antiphishing'),
  }),
  setting({
    name: 'malware-policies',
    title: 'Anti-malware policies',
    type: documents,
    ...snapshot('microsoft.exchange.malwarefilterpolicy'),
    ...threat('Anti-malware', 'antimalwarev2'),
  }),
  setting({
    name: 'malware-rules',
    title: 'Who is under which anti-malware policy',
    type: documents,
    ...snapshot('microsoft.exchange.malwarefilterrule'),
    ...threat('Anti-malware', 'antimalwarev2'),
  }),
  setting({
    name: 'attachment-policies',
    title: 'Safe attachment policies',
    type: documents,
    ...snapshot('microsoft.exchange.safeattachmentpolicy'),
    ...threat('Safe attachments', 'safeattachmentv2'),
  }),
  setting({
    name: 'attachment-rules',
    title: 'Who is under which safe attachment policy',
    type: documents,
    ...snapshot('microsoft.exchange.safeattachmentrule'),
    ...threat('Safe attachments', 'safeattachmentv2'),
  }),
  setting({
    name: 'built-in-protection-rules',
    title: 'Who is left out of the built-in protection',
    type: documents,
    ...threat('Preset security policies', 'presetSecurityPolicies'),
  }),
  setting({
    name: 'link-policies',
    title: 'Safe link policies',
    type: documents,
    ...snapshot('microsoft.exchange.safelinkspolicy'),
    ...threat('Safe links', 'safelinksv2'),
  }),
  setting({
    name: 'link-rules',
    title: 'Who is under which safe link policy',
    type: documents,
    ...snapshot('microsoft.exchange.safelinksrule'),
    ...threat('Safe links', 'safelinksv2'),
  }),
  setting({
    name: 'anti-spam-policies',
    title: 'Anti-spam policies',
    type: documents,
    ...snapshot('microsoft.exchange.hostedcontentfilterpolicy'),
    ...threat('Anti-spam', 'antispam'),
  }),
  setting({
    name: 'anti-spam-rules',
    title: 'Who is under which anti-spam policy',
    type: documents,
    ...snapshot('microsoft.exchange.hostedcontentfilterrule'),
    ...threat('Anti-spam', 'antispam'),
  }),
  setting({
    name: 'connection-filters',
    title: 'Connection filter policies',
    type: documents,
    ...snapshot('microsoft.exchange.hostedconnectionfilterpolicy'),
    ...threat('Anti-spam', 'antispam'),
  }),
  setting({
    name: 'accepted-domains',
    title: 'Accepted mail domains',
    type: documents,
    ...snapshot('microsoft.exchange.accepteddomain'),
  }),
  setting({
    name: 'office-attachment-protection',
    title: 'Protection of files in SharePoint, OneDrive and Teams',
    type: documents,
    ...snapshot('microsoft.exchange.atppolicyforo365'),
    ...threat('Safe attachments > Global settings', 'safeattachmentv2'),
  }),
  setting({
    name: 'alert-policies',
    title: 'Alert policies',
    type: documents,
    ...snapshot('microsoft.securityandcompliance.protectionalert'),
    ...page(
      'Email & collaboration > Policies & rules > Alert policy',
      `${defender}alertpoliciesv2`,
    ),
  }),
  settingOf({
    name: 'recipients',
    title: 'Who receives the alerts of a policy',
    resource: 'alert-policy',
    type: { type: 'list', of: { type: 'string' } },
    ...snapshot('microsoft.securityandcompliance.protectionalert'),
    ...page(
      'Email & collaboration > Policies & rules > Alert policy > (policy)',
      `${defender}alertpoliciesv2`,
    ),
    personal: true,
  }),
  setting({
    name: 'dlp-policies',
    title: 'Data loss prevention policies',
    type: documents,
    ...snapshot('microsoft.securityandcompliance.dlpcompliancepolicy'),
    ...page('Data loss prevention > Policies', purview),
  }),
  setting({
    name: 'dlp-rules',
    title: 'Data loss prevention rules',
    type: documents,
    ...snapshot('microsoft.securityandcompliance.dlpcompliancerule'),
    ...page('Data loss prevention > Policies', purview),
  }),
  setting({
    name: 'dlp-restricted-apps',
    title: 'Apps restricted from protected files',
    type: documents,
    ...page(
      'Data loss prevention > Endpoint DLP settings > Restricted apps and app groups',
      purview,
    ),
  }),
  settingOf({
    name: 'restricted-app-action',
    title: 'What happens when a restricted app opens a protected file',
    resource: 'dlp-rule',
    type: word,
    ...page(
      'Data loss prevention > Policies > (rule) > Audit or restrict activities on devices',
      purview,
      'guess',
    ),
  }),
  settingOf({
    name: 'bluetooth-action',
    title: 'What happens when an unallowed Bluetooth app takes a protected file',
    resource: 'dlp-rule',
    type: word,
    ...page(
      'Data loss prevention > Policies > (rule) > Audit or restrict activities on devices',
      purview,
      'guess',
    ),
  }),
  setting({
    name: 'admin-audit-configurations',
    title: 'Unified audit logging',
    type: documents,
    ...page('Audit', purview),
  }),
  setting({
    name: 'audit-retention-policies',
    title: 'Audit log retention policies',
    type: documents,
    ...page('Audit > Audit retention policies', purview),
  }),
  setting({
    name: 'audit-log-retention-months',
    title: 'How long audit logs are kept',
    type: count,
    ...page('Audit > Audit retention policies', purview),
  }),
]
