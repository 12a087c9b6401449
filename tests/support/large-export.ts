import { closeSync, openSync, writeSync } from 'node:fs'

/**
 * Writes a provider export of ScubaGear of about so many bytes, nearly all of them data loss prevention
 * rules as `Get-DlpComplianceRule | ConvertTo-Json` gives them: most fields empty, half of the rules
 * with their kinds of data in a list, half as the JSON text of an advanced rule. The same seed gives
 * the same bytes.
 * @returns how many rules there are, and the bytes of the list
 */
export function writeLargeExport(
  file: string,
  bytes: number,
  seed = 1,
): { readonly rules: number; readonly listed: number } {
  const random = generator(seed)
  const output = openSync(file, 'w')
  const write = (text: string): number => writeSync(output, text)
  try {
    write(
      `${JSON.stringify({
        module_version: '1.8.0',
        timestamp_zulu: '2026-11-22T08:00:00.000Z',
        scuba_config: { ProductNames: ['securitysuite', 'defender'] },
        tenant_details: [{ TenantId: guid(random), DisplayName: 'Contoso' }],
        defender_dlp_license: true,
        dlp_compliance_policies: Array.from({ length: 20 }, (_, at) => policy(at)),
      }).slice(0, -1)}, "dlp_compliance_rules": [`,
    )
    let [rules, listed] = [0, 2]
    let waiting: string[] = []
    for (let size = 0; listed + size < bytes; rules++) {
      const text = `${rules === 0 ? '' : ',\n'}${JSON.stringify(rule(rules, random), null, 1)}`
      waiting.push(text)
      size += text.length
      if (size < 1 << 20) continue
      listed += write(waiting.join(''))
      ;[waiting, size] = [[], 0]
    }
    listed += write(waiting.join(''))
    write(']}')
    return { rules, listed }
  } finally {
    closeSync(output)
  }
}

const personal = [
  'U.S. Social Security Number (SSN)',
  'Credit Card Number',
  'U.S. Individual Taxpayer Identification Number (ITIN)',
]
const locations = ['Exchange', 'SharePoint', 'OneDrive', 'Teams', 'EndpointDlp']
const empty = [
  'AccessScope,ActivationDate,AddRecipients,AlertProperties,AnyOfRecipientAddressContainsWords',
  'AnyOfRecipientAddressMatchesPatterns,ApplyBrandingTemplate,ApplyHtmlDisclaimer,AttachmentIsNotLabeled',
  'ContentCharacterSetContainsWords,ContentExtensionMatchesWords,ContentFileTypeMatches,ContentIsNotLabeled',
  'ContentIsShared,ContentPropertyContainsWords,DocumentContainsWords,DocumentCreatedBy,DocumentCreatedByMemberOf',
  'DocumentIsPasswordProtected,DocumentIsUnsupported,DocumentMatchesPatterns,DocumentNameMatchesPatterns',
  'DocumentNameMatchesWords,DocumentSizeOver,DomainCountOver,EncryptRMSTemplate,EndpointDlpBrowserRestrictions',
  'ExceptIfAccessScope,ExceptIfContentContainsSensitiveInformation,ExpiryDate,FromAddressContainsWords,FromMemberOf',
  'HasSenderOverride,HeaderContainsWords,HeaderMatchesPatterns,MessageIsNotLabeled,MessageSizeOver,Moderate',
  'ModifySubject,NonBifurcatingAccessScope,OnPremisesScannerDlpRestrictions,PrependSubject,ProcessingLimitExceeded',
  'RecipientADAttributeContainsWords,RecipientCountOver,RecipientDomainIs,RedirectMessageTo,RemoveHeader',
  'SenderADAttributeContainsWords,SenderDomainIs,SenderIPRanges,SetHeader,SharedByIRMUserRisk,SubjectContainsWords',
]
  .join(',')
  .split(',')

function policy(at: number): object {
  const all = locations.map(location => [`${location}Location`, ['All']] as const)
  return { Name: `Policy ${at}`, Enabled: at < 15, Mode: 'Enable', ...Object.fromEntries(all) }
}

function rule(at: number, random: () => number): object {
  const advanced = at % 2 === 0
  const types = [
    ...(random() < 0.3 ? personal : []),
    ...Array.from({ length: 20 }, () => `Sensitive type ${Math.floor(random() * 4000)} of ours`),
  ].map(name => ({
    name,
    id: guid(random),
    mincount: '1',
    maxcount: '-1',
    minconfidence: '75',
    maxconfidence: '100',
    classifiertype: 'Content',
  }))
  return {
    Name: `Rule ${at}`,
    Identity: `contoso.example/Configuration/Rule ${at}`,
    Guid: guid(random),
    ParentPolicyName: `Policy ${at % 20}`,
    Policy: guid(random),
    Priority: at,
    Disabled: random() < 0.1,
    Mode: 'Enforce',
    BlockAccess: random() < 0.5,
    BlockAccessScope: random() < 0.5 ? 'All' : 'PerUser',
    NotifyUser: random() < 0.5 ? ['SiteAdmin', 'LastModifier', 'Owner'] : [],
    NotifyPolicyTipCustomText: `Ask the owner of rule ${at} (${guid(random)}) before you share this.`,
    ContentContainsSensitiveInformation: advanced ? null : types,
    IsAdvancedRule: advanced,
    AdvancedRule: advanced ? JSON.stringify(condition(types), null, 2) : null,
    ReportSeverityLevel: ['Low', 'Medium', 'High'][Math.floor(random() * 3)],
    CreatedBy: `Administrator ${Math.floor(random() * 50)}`,
    WhenChangedUTC: `/Date(${1_700_000_000_000 + Math.floor(random() * 1e10)})/`,
    ImmutableId: guid(random),
    ...Object.fromEntries(empty.map(name => [name, null])),
  }
}

/** https://learn.microsoft.com/powershell/module/exchangepowershell/new-dlpcompliancerule#-advancedrule */
function condition(types: readonly object[]): object {
  const found = {
    ConditionName: 'ContentContainsSensitiveInformation',
    Value: [{ Groups: [{ Name: 'Default', Operator: 'Or', Sensitivetypes: types }] }],
  }
  return { Version: '1.0', Condition: { Operator: 'And', SubConditions: [found] } }
}

function guid(random: () => number): string {
  const hex = (length: number): string =>
    Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('')
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`
}

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
