/** Colours, type and sizes. Everything else that looks like something is `ui/`. */
import {
  type BadgeProps,
  type ButtonProps,
  type CheckboxProps,
  createTheme,
  type CSSVariablesResolver,
  type DrawerHeaderProps,
  type DrawerProps,
  type MantineColorsTuple,
  type MenuProps,
  type ModalHeaderProps,
  type ModalProps,
  type MultiSelectProps,
  type PopoverProps,
  type PortalProps,
  type SelectProps,
  type TooltipProps,
} from '@mantine/core'

/** The accent: a deep lake blue. Steps 6 (dark) and 7 (light) carry white text at 4.5:1 or better (WCAG 1.4.3). */
const lake: MantineColorsTuple = [
  '#e9f5fa',
  '#cee8f2',
  '#a2d3e6',
  '#6cbbd8',
  '#3fa3c7',
  '#1f8cb3',
  '#127799',
  '#0a6484',
  '#08536e',
  '#06425a',
]

const gray: MantineColorsTuple = [
  '#fafafa',
  '#f4f4f5',
  '#e9e9ec',
  '#dededf',
  '#cfcfd4',
  '#a3a3ab',
  '#74747d',
  '#55555e',
  '#37373e',
  '#1c1c21',
]

const dark: MantineColorsTuple = [
  '#ededf0',
  '#b9b9c2',
  '#96969f',
  '#6e6e78',
  '#3c3c44',
  '#2f2f36',
  '#232329',
  '#17171b',
  '#121215',
  '#0c0c0e',
]

const green: MantineColorsTuple = [
  '#e8f6ed',
  '#d3eedc',
  '#a9dcba',
  '#7cca96',
  '#56b878',
  '#34a35c',
  '#1f8347',
  '#176f3a',
  '#115a2e',
  '#0b4522',
]

const amber: MantineColorsTuple = [
  '#fff6e0',
  '#ffebbf',
  '#fdd98c',
  '#f9c454',
  '#f2ae24',
  '#d9930a',
  '#a86b00',
  '#875500',
  '#6b4300',
  '#503200',
]

const red: MantineColorsTuple = [
  '#feefee',
  '#fcdcda',
  '#f7b5b1',
  '#f28d88',
  '#ec6862',
  '#dd443e',
  '#c6322d',
  '#b02722',
  '#8d1e1a',
  '#6b1613',
]

/** As `Component.extend`, without the component: the theme is in the first script of every page, its components need not be. */
const by = <Props>(given: { defaultProps: Partial<Props> }) => given

const float = { shadow: 'md', transitionProps: { duration: 100, transition: 'fade' as const } }

export const theme = createTheme({
  primaryColor: 'lake',
  primaryShade: { light: 7, dark: 6 },
  colors: { lake, gray, dark, green, yellow: amber, red },
  white: '#ffffff',
  black: '#1c1c21',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.35', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: '6px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '18px', lineHeight: '1.35' },
      h2: { fontSize: '14px', lineHeight: '1.4' },
      h3: { fontSize: '13px', lineHeight: '1.4' },
    },
  },
  focusRing: 'auto',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: by<ButtonProps>({ defaultProps: { size: 'sm' } }),
    Badge: by<BadgeProps>({ defaultProps: { variant: 'light', radius: 'sm', tt: 'none' } }),
    Checkbox: by<CheckboxProps>({ defaultProps: { size: 'xs', radius: 'xs' } }),
    MultiSelect: by<MultiSelectProps>({
      defaultProps: { checkIconPosition: 'right', maxDropdownHeight: 320, comboboxProps: float },
    }),
    Select: by<SelectProps>({
      defaultProps: { checkIconPosition: 'right', maxDropdownHeight: 320, comboboxProps: float },
    }),
    // The focus placeholder is no menu item, which a menu must not hold (WAI-ARIA 1.2, menu).
    Menu: by<MenuProps>({ defaultProps: { ...float, radius: 'md', withInitialFocusPlaceholder: false } }),
    Popover: by<PopoverProps>({ defaultProps: { ...float, radius: 'md' } }),
    Modal: by<ModalProps>({
      defaultProps: {
        centered: true,
        padding: 'lg',
        radius: 'lg',
        transitionProps: { duration: 120, transition: 'pop' },
        overlayProps: { backgroundOpacity: 0.45 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    }),
    Drawer: by<DrawerProps>({
      defaultProps: {
        position: 'right',
        padding: 'lg',
        transitionProps: { duration: 120 },
        overlayProps: { backgroundOpacity: 0.3 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    }),
    // A dialog's header is not the page's (landmark `banner`).
    DrawerHeader: by<DrawerHeaderProps>({ defaultProps: { role: 'presentation' } }),
    ModalHeader: by<ModalHeaderProps>({ defaultProps: { role: 'presentation' } }),
    // Menus and dialogs lie in one region at the end of the page: `#overlays` of index.html.
    Portal: by<PortalProps>({ defaultProps: { target: '#overlays' } }),
    Tooltip: by<TooltipProps>({
      defaultProps: {
        openDelay: 250,
        transitionProps: { duration: 80 },
        events: { hover: true, focus: true, touch: false },
      },
    }),
  },
})

/**
 * The names that `ui/` paints with. `page` lies behind everything, `surface` is what one reads on, `line` parts
 * them; each tone has text, background and fill. All text on its own ground reaches 4.5:1 in both schemes.
 */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--kh-top': '48px', '--kh-rail': '56px', '--kh-row': '36px' },
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1c1c21',
    '--mantine-color-dimmed': '#5f5f68',
    '--mantine-color-placeholder': '#75757e',
    '--mantine-color-error': '#b02722',
    '--mantine-color-default-border': '#d6d6da',
    '--mantine-color-anchor': '#0a6484',
    '--kh-page': '#f6f6f7',
    '--kh-surface': '#ffffff',
    '--kh-sunken': '#f4f4f5',
    '--kh-hover': '#f1f3f4',
    '--kh-selected': '#e9f5fa',
    '--kh-line': '#e4e4e7',
    '--kh-line-strong': '#cfcfd4',
    '--kh-accent': '#0a6484',
    '--kh-match': '#ffebbf',
    '--kh-good': '#176f3a',
    '--kh-good-ground': '#e8f6ed',
    '--kh-good-fill': '#1f8347',
    '--kh-attention': '#875500',
    '--kh-attention-ground': '#fff6e0',
    '--kh-attention-fill': '#a86b00',
    '--kh-bad': '#b02722',
    '--kh-bad-ground': '#feefee',
    '--kh-bad-fill': '#c6322d',
    '--kh-neutral': '#55555e',
    '--kh-neutral-ground': '#efeff1',
    '--kh-neutral-fill': '#74747d',
    '--kh-info': '#1b4f91',
    '--kh-info-ground': '#e7effb',
    '--kh-info-fill': '#2b66b3',
    '--kh-special': '#5b3aa0',
    '--kh-special-ground': '#f0ebfb',
    '--kh-special-fill': '#7048bd',
  },
  dark: {
    '--mantine-color-body': '#17171b',
    '--mantine-color-text': '#ededf0',
    '--mantine-color-dimmed': '#a3a3ad',
    '--mantine-color-placeholder': '#8e8e98',
    '--mantine-color-error': '#f28d88',
    '--mantine-color-default': '#1d1d22',
    '--mantine-color-default-hover': '#26262c',
    '--mantine-color-default-border': '#3c3c44',
    '--mantine-color-anchor': '#6cbbd8',
    '--kh-page': '#101013',
    '--kh-surface': '#17171b',
    '--kh-sunken': '#1e1e23',
    '--kh-hover': '#202026',
    '--kh-selected': '#12303c',
    '--kh-line': '#2a2a30',
    '--kh-line-strong': '#3c3c44',
    '--kh-accent': '#6cbbd8',
    '--kh-match': '#5a4310',
    '--kh-good': '#7cca96',
    '--kh-good-ground': '#14301f',
    '--kh-good-fill': '#1f8347',
    '--kh-attention': '#f2ae24',
    '--kh-attention-ground': '#35270a',
    '--kh-attention-fill': '#a86b00',
    '--kh-bad': '#f28d88',
    '--kh-bad-ground': '#3d1a19',
    '--kh-bad-fill': '#c6322d',
    '--kh-neutral': '#b9b9c2',
    '--kh-neutral-ground': '#2a2a30',
    '--kh-neutral-fill': '#6e6e78',
    '--kh-info': '#8fbbf2',
    '--kh-info-ground': '#152a45',
    '--kh-info-fill': '#2b66b3',
    '--kh-special': '#c3abf2',
    '--kh-special-ground': '#2b2144',
    '--kh-special-fill': '#7048bd',
  },
})
