/** Bounds of order templates, and how their fields are called (NEW-040). */
export const maxOrderTemplates = 200
/** Rates, and packages, that one template offers. */
export const maxTemplateChoices = 50
/** Lines of equipment beside the package. */
export const maxExtras = 40

/** Labels of what an applied order names in history. */
export const orderLabels = {
  template: 'Order template',
  mmr: 'Monthly monitoring rate',
  package: 'Equipment package',
  equipment: 'Equipment',
  soldBy: 'Sold by',
} as const
