import { savedBy } from '../../../capture/console-page.ts'
import type { RecipeSource } from '../../../capture/recipe.ts'

const capability = {
  'Anyone': 'externalUserAndGuestSharing',
  'New and existing guests': 'externalUserSharingOnly',
  'Existing guests': 'existingExternalUserSharingOnly',
  'Only people in your organization': 'disabled',
}
const expiry = ['These links must expire within this many days']
const permissions = ['These links can give these permissions']
const reauthenticate = [
  'People who use a verification code must reauthenticate after this many days',
]

/**
 * Policies > Sharing of the SharePoint admin center: most of it is not in Graph. Wordings are those
 * that the SCuBA baseline's steps name.
 */
export const sharepointSharing: RecipeSource = {
  id: 'microsoft-365-sharepoint-sharing',
  service: 'microsoft-365',
  title: 'SharePoint admin center: Policies > Sharing',
  where: {
    hosts: ['*.sharepoint.com'],
    paths: ['/_layouts/15/online/AdminHome.aspx', '/_layouts/15/online/**'],
    headings: ['Sharing'],
  },
  url: 'https://go.microsoft.com/fwlink/?linkid=2185222',
  resource: { type: 'tenant' },
  context: {
    ...savedBy(['Save']),
    loading: [{ role: 'progressbar', name: ['Loading'] }],
  },
  settings: [
    {
      setting: 'microsoft-365.tenant.sharepoint-sharing-capability',
      locate: [{ role: 'slider', name: ['SharePoint'] }],
      read: 'text',
      map: { values: capability },
    },
    {
      setting: 'microsoft-365.tenant.onedrive-sharing-capability',
      locate: [{ role: 'slider', name: ['OneDrive'] }],
      read: 'text',
      map: { values: capability },
    },
    {
      setting: 'microsoft-365.tenant.sharepoint-default-link-type',
      read: 'selected',
      locate: [
        {
          near: [
            "Choose the type of link that's selected by default when users share files and folders in SharePoint and OneDrive.",
          ],
          role: 'radiogroup',
        },
      ],
      map: {
        values: {
          'Specific people (only the people the user specifies)': 'specificPeople',
          'Only people in your organization': 'organization',
          'Anyone with the link': 'anyone',
        },
      },
    },
    {
      setting: 'microsoft-365.tenant.sharepoint-default-link-permission',
      read: 'selected',
      locate: [
        {
          near: ["Choose the permission that's selected by default for sharing links."],
          role: 'radiogroup',
        },
      ],
      map: { values: { View: 'view', Edit: 'edit' } },
    },
    {
      setting: 'microsoft-365.tenant.sharepoint-anyone-link-days',
      read: 'number',
      locate: [
        { near: expiry, role: 'spinbutton' },
        { near: expiry, role: 'textbox' },
      ],
    },
    {
      setting: 'microsoft-365.tenant.sharepoint-anyone-file-permission',
      read: 'selected',
      locate: [
        { role: 'combobox', name: ['Files', 'Files:'] },
        { near: permissions, role: 'combobox' },
      ],
      map: { values: { 'View': 'view', 'View and edit': 'edit' } },
    },
    {
      setting: 'microsoft-365.tenant.sharepoint-anyone-folder-permission',
      read: 'selected',
      locate: [{ role: 'combobox', name: ['Folders', 'Folders:'] }],
      map: {
        values: { 'View': 'view', 'View, edit, and upload': 'edit', 'View and upload': 'upload' },
      },
    },
    {
      setting: 'microsoft-365.tenant.sharepoint-verification-code-required',
      read: 'checked',
      locate: [{ role: 'checkbox', name: reauthenticate }],
    },
    {
      setting: 'microsoft-365.tenant.sharepoint-verification-code-days',
      read: 'number',
      locate: [
        { near: reauthenticate, role: 'spinbutton' },
        { near: reauthenticate, role: 'textbox' },
      ],
    },
  ],
  certainty: 'guess',
  basis:
    "Wordings from the SCuBA baseline for SharePoint; controls from Microsoft's Fluent design system; not run against the console yet",
}
