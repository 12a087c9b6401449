import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'

/**
 * CISA's SCuBA baseline for SharePoint and OneDrive: titles and steps are the baseline's own
 * (public domain).
 */
export const sharepointChecks = [
  defineCheck({
    id: 'microsoft-365.tenant.sharepoint-sharing-limited',
    title:
      'External sharing for SharePoint SHALL be limited to "Existing guests" or "Only people in your organization".',
    metric: 'external-sharing-restricted',
    severity: 'high',
    ...scuba('MS.SHAREPOINT.1.1v1', 'SHALL', ['AC-2', 'AC-3', 'IA-8']),
    reads: ['sharepoint-sharing-capability'],
    expect: { op: 'oneOf', value: ['disabled', 'existingExternalUserSharingOnly'] },
    expected: 'SharePoint shares with existing guests or inside only.',
    steps: [
      'Sign in to the SharePoint admin center.',
      'Select Policies > Sharing.',
      'Adjust external sharing slider for SharePoint to Existing guests or Only people in your organization.',
      'Select Save.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.onedrive-sharing-limited',
    title:
      'External sharing for OneDrive SHALL be limited to "Existing guests" or "Only people in your organization".',
    metric: 'external-sharing-restricted',
    severity: 'high',
    ...scuba('MS.SHAREPOINT.1.2v1', 'SHALL', ['AC-2', 'AC-3', 'IA-8']),
    reads: ['onedrive-sharing-capability'],
    expect: { op: 'oneOf', value: ['disabled', 'existingExternalUserSharingOnly'] },
    expected: 'OneDrive shares with existing guests or inside only.',
    steps: [
      'Sign in to the SharePoint admin center.',
      'Select Policies > Sharing.',
      'Adjust external sharing slider for OneDrive to Existing Guests or Only people in your organization.',
      'Select Save.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.sharepoint-sharing-domains-restricted',
    title:
      'External sharing SHALL be restricted to approved external domains and/or users in approved security groups per interagency collaboration needs.',
    metric: 'external-sharing-restricted',
    severity: 'high',
    ...scuba('MS.SHAREPOINT.1.3v1', 'SHALL', ['AC-3', 'AC-6(10)']),
    reads: ['sharepoint-sharing-capability', 'sharepoint-sharing-domain-restriction'],
    test: 'sharepointSharingCapability != null && sharepointSharingDomainRestriction != null && (sharepointSharingCapability == "disabled" || sharepointSharingDomainRestriction == "allowList")',
    expected: 'Sharing is off, or limited to approved domains.',
    steps: [
      'Note: If SharePoint external sharing is set to its most restrictive setting of "Only people in your organization", then no external sharing is allowed and no implementation changes are required for this policy item.',
      'Sign in to the SharePoint admin center.',
      'Select Policies > Sharing.',
      'Expand More external sharing settings.',
      'Select Limit external sharing by domain.',
      'Select Add domains.',
      'Add each approved external domain users are allowed to share files with.',
      'Select Manage security groups',
      'Add each approved security group. Members of these groups will be allowed to share files externally.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.sharepoint-default-link-specific-people',
    title:
      'File and folder default sharing scope SHALL be set to "Specific people (only the people the user specifies)".',
    metric: 'external-sharing-restricted',
    severity: 'high',
    ...scuba('MS.SHAREPOINT.2.1v1', 'SHALL', ['AC-6']),
    reads: ['sharepoint-default-link-type'],
    expect: { op: 'equals', value: 'specificPeople' },
    expected: 'New links are for the people one names.',
    steps: [
      'Sign in to the SharePoint admin center.',
      'Select Policies > Sharing',
      'Under File and folder links, set the default link type to Specific people (only the people the user specifies)',
      'Select Save',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.sharepoint-default-link-view',
    title: 'File and folder default sharing permissions SHALL be set to view only.',
    metric: 'external-sharing-restricted',
    severity: 'high',
    ...scuba('MS.SHAREPOINT.2.2v1', 'SHALL', ['AC-6']),
    reads: ['sharepoint-default-link-permission'],
    expect: { op: 'equals', value: 'view' },
    expected: 'New links only let people view.',
    steps: [
      'Sign in to the SharePoint admin center.',
      'Select Policies > Sharing.',
      'Under File and folder links, set the permission that is selected by default for sharing links to View.',
      'Select Save.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.sharepoint-anyone-links-expire',
    title: 'Expiration days for Anyone links SHALL be set to 30 days or less.',
    metric: 'link-lifetime',
    severity: 'high',
    ...scuba('MS.SHAREPOINT.3.1v1', 'SHALL', ['AC-3', 'AC-21b']),
    reads: ['sharepoint-sharing-capability', 'sharepoint-anyone-link-days'],
    test: 'sharepointAnyoneLinkDays != null && (sharepointSharingCapability in ["disabled", "externalUserSharingOnly", "existingExternalUserSharingOnly"] || sharepointSharingCapability == "externalUserAndGuestSharing" && sharepointAnyoneLinkDays >= 1.0 && sharepointAnyoneLinkDays <= target)',
    expected: 'Links for anyone end within 30 days, or there are none.',
    steps: [
      'Sign in to the SharePoint admin center.',
      'Select Policies > Sharing.',
      'Scroll to the section Choose expiration and permissions options for Anyone links.',
      'Select the checkbox These links must expire within this many days.',
      'Enter 30 days or less.',
      'Select Save.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.sharepoint-anyone-links-view',
    title: 'The allowable file and folder permissions for links SHALL be set to view only.',
    metric: 'anonymous-links-restricted',
    severity: 'high',
    ...scuba('MS.SHAREPOINT.3.2v1', 'SHALL', ['AC-6']),
    reads: [
      'sharepoint-sharing-capability',
      'sharepoint-anyone-file-permission',
      'sharepoint-anyone-folder-permission',
    ],
    test: 'sharepointAnyoneFilePermission != null && sharepointAnyoneFolderPermission != null && (sharepointSharingCapability in ["disabled", "externalUserSharingOnly", "existingExternalUserSharingOnly"] || sharepointSharingCapability == "externalUserAndGuestSharing" && sharepointAnyoneFilePermission == "view" && sharepointAnyoneFolderPermission == "view")',
    expected: 'Links for anyone only let people view, or there are none.',
    steps: [
      'Sign in to the SharePoint admin center.',
      'Select Policies > Sharing.',
      'Scroll to the section Choose expiration and permissions options for Anyone links.',
      'Set the configuration items in the section These links can give these permissions.',
      'Set the Files option to View.',
      'Set the Folders option to View.',
      'Select Save.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.sharepoint-verification-code-reauthentication',
    title:
      'Reauthentication days for people who use a verification code SHALL be set to 30 days or less.',
    metric: 'reauthentication-days',
    severity: 'high',
    ...scuba('MS.SHAREPOINT.3.3v2', 'SHALL', ['IA-11']),
    reads: [
      'sharepoint-sharing-capability',
      'sharepoint-verification-code-required',
      'sharepoint-verification-code-days',
    ],
    test: 'sharepointVerificationCodeRequired != null && sharepointVerificationCodeDays != null && (sharepointSharingCapability == "disabled" || sharepointSharingCapability != null && sharepointVerificationCodeRequired == true && sharepointVerificationCodeDays <= target)',
    expected:
      'People with a verification code prove themselves again within 30 days, or nobody from outside has access.',
    steps: [
      'Sign in to the SharePoint admin center.',
      'Select Policies > Sharing.',
      'Expand More external sharing settings.',
      'Select People who use a verification code must reauthenticate after this many days.',
      'Enter 30 days or less.',
      'Select Save. TLP:CLEAR',
    ],
  }),
]
