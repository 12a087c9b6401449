import type { Setting } from '../../../model/setting.ts'
import { count, documents, flag, page, setting, settingOf, snapshot, word } from './setting.ts'

const defender = 'https://security.microsoft.com/'
const purview = 'https://purview.microsoft.com/'
const threat = (name: string, path = 'threatpolicy') =>
  page(`Email & collaboration > Policies & rules > Threat policies > ${name}`, defender + path)

export const defenderSettings: readonly Setting[] = [
  setting('defender-licensed', 'Defender for Office 365 is licensed', flag),
  setting('dlp-licensed', 'Data loss prevention for Teams and devices is licensed', flag),
  setting(
    'preset-rules',
    'Who is under Exchange Online Protection in the presets',
    documents,
    threat('Preset security policies', 'presetSecurityPolicies'),
  ),
  setting(
    'preset-defender-rules',
    'Who is under Defender for Office 365 in the presets',
    documents,
    threat('Preset security policies', 'presetSecurityPolicies'),
  ),
  setting('anti-phishing-policies', 'Anti-phishing policies', documents, {
    ...snapshot('microsoft.exchange.antiphishpolicy'),
    ...threat('Anti-phishing', 'antiphishing'),
    personal: true,
  }),
  setting('anti-phishing-rules', 'Who is under which anti-phishing policy', documents, {
    ...snapshot('microsoft.exchange.antiphishrule'),
    ...threat('Anti-phishing', 'antiphishing'),
  }),
  setting('malware-policies', 'Anti-malware policies', documents, {
    ...snapshot('microsoft.exchange.malwarefilterpolicy'),
    ...threat('Anti-malware', 'antimalwarev2'),
  }),
  setting('malware-rules', 'Who is under which anti-malware policy', documents, {
    ...snapshot('microsoft.exchange.malwarefilterrule'),
    ...threat('Anti-malware', 'antimalwarev2'),
  }),
  setting('attachment-policies', 'Safe attachment policies', documents, {
    ...snapshot('microsoft.exchange.safeattachmentpolicy'),
    ...threat('Safe attachments', 'safeattachmentv2'),
  }),
  setting('attachment-rules', 'Who is under which safe attachment policy', documents, {
    ...snapshot('microsoft.exchange.safeattachmentrule'),
    ...threat('Safe attachments', 'safeattachmentv2'),
  }),
  setting(
    'built-in-protection-rules',
    'Who is left out of the built-in protection',
    documents,
    threat('Preset security policies', 'presetSecurityPolicies'),
  ),
  setting('link-policies', 'Safe link policies', documents, {
    ...snapshot('microsoft.exchange.safelinkspolicy'),
    ...threat('Safe links', 'safelinksv2'),
  }),
  setting('link-rules', 'Who is under which safe link policy', documents, {
    ...snapshot('microsoft.exchange.safelinksrule'),
    ...threat('Safe links', 'safelinksv2'),
  }),
  setting('anti-spam-policies', 'Anti-spam policies', documents, {
    ...snapshot('microsoft.exchange.hostedcontentfilterpolicy'),
    ...threat('Anti-spam', 'antispam'),
  }),
  setting('anti-spam-rules', 'Who is under which anti-spam policy', documents, {
    ...snapshot('microsoft.exchange.hostedcontentfilterrule'),
    ...threat('Anti-spam', 'antispam'),
  }),
  setting('connection-filters', 'Connection filter policies', documents, {
    ...snapshot('microsoft.exchange.hostedconnectionfilterpolicy'),
    ...threat('Anti-spam', 'antispam'),
  }),
  setting(
    'accepted-domains',
    'Accepted mail domains',
    documents,
    snapshot('microsoft.exchange.accepteddomain'),
  ),
  setting(
    'office-attachment-protection',
    'Protection of files in SharePoint, OneDrive and Teams',
    documents,
    {
      ...snapshot('microsoft.exchange.atppolicyforo365'),
      ...threat('Safe attachments > Global settings', 'safeattachmentv2'),
    },
  ),
  setting('alert-policies', 'Alert policies', documents, {
    ...snapshot('microsoft.securityandcompliance.protectionalert'),
    ...page(
      'Email & collaboration > Policies & rules > Alert policy',
      `${defender}alertpoliciesv2`,
    ),
  }),
  settingOf(
    'alert-policy',
    'recipients',
    'Who receives the alerts of a policy',
    { type: 'list', of: { type: 'string' } },
    {
      ...snapshot('microsoft.securityandcompliance.protectionalert'),
      ...page(
        'Email & collaboration > Policies & rules > Alert policy > (policy)',
        `${defender}alertpoliciesv2`,
      ),
      personal: true,
    },
  ),
  setting(
    'dlp-policies',
    'Data loss prevention policies',
    documents,
    page('Data loss prevention > Policies', purview),
  ),
  setting(
    'dlp-rules',
    'Data loss prevention rules',
    documents,
    page('Data loss prevention > Policies', purview),
  ),
  setting(
    'dlp-restricted-apps',
    'Apps restricted from protected files',
    documents,
    page('Data loss prevention > Endpoint DLP settings > Restricted apps and app groups', purview),
  ),
  settingOf(
    'dlp-rule',
    'restricted-app-action',
    'What happens when a restricted app opens a protected file',
    word,
    page(
      'Data loss prevention > Policies > (rule) > Audit or restrict activities on devices',
      purview,
      'guess',
    ),
  ),
  settingOf(
    'dlp-rule',
    'bluetooth-action',
    'What happens when an unallowed Bluetooth app takes a protected file',
    word,
    page(
      'Data loss prevention > Policies > (rule) > Audit or restrict activities on devices',
      purview,
      'guess',
    ),
  ),
  setting('admin-audit-configurations', 'Unified audit logging', documents, page('Audit', purview)),
  setting(
    'audit-retention-policies',
    'Audit log retention policies',
    documents,
    page('Audit > Audit retention policies', purview),
  ),
  setting(
    'audit-log-retention-months',
    'How long audit logs are kept',
    count,
    page('Audit > Audit retention policies', purview),
  ),
]
