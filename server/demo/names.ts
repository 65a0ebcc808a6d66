/** Words that invented people, businesses and addresses are made of. None of them means a real person. */
import type { Random } from './random.ts'

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

export const firstNames = words(`
  Aaron Abigail Adam Adrian Agnes Aisha Alan Albert Alejandra Alex Alice Alicia Allison Alma Amanda Amber Amy Ana Andrea
  Andrew Angela Anita Ann Anthony Antonio April Arthur Ashley Audrey Austin Barbara Beatrice Benjamin Bernard Beth Betty
  Beverly Bonnie Brandon Brenda Brent Brian Bridget Bruce Bryan Caleb Calvin Camila Carl Carla Carlos Carmen Carol
  Caroline Carrie Catherine Cecilia Chad Charles Charlotte Cheryl Chloe Christina Christopher Claire Clara Clarence
  Claudia Clifford Connie Craig Crystal Curtis Cynthia Daisy Dale Daniel Danielle Darlene Darren David Dawn Dean Deborah
  Denise Dennis Derek Diana Diego Dolores Donald Donna Doris Dorothy Douglas Duane Dustin Dwight Earl Edgar Edith Edward
  Eileen Elaine Eleanor Elena Eli Elijah Elizabeth Ella Ellen Emily Emma Eric Erica Erin Esther Ethan Eugene Eva Evelyn
  Faith Felicia Fernando Florence Frances Francisco Frank Fred Gabriel Gail Gary Gavin Gene George Gerald Gilbert Gina
  Gladys Glen Gloria Gordon Grace Grant Greg Gwen Hannah Harold Harriet Harvey Hazel Heather Hector Heidi Helen Henry
  Holly Howard Hugo Ian Ida Ingrid Irene Isaac Isabel Ivan Jack Jacob Jaime James Jamie Jane Janet Jared Jason Javier Jay
  Jean Jeff Jennifer Jeremy Jerome Jesse Jessica Jill Joan Joel John Jonathan Jorge Jose Joseph Joshua Joy Joyce Juan
  Judith Julia Julian Julie June Justin Karen Karl Kate Katherine Kathleen Kayla Keith Kelly Kenneth Kevin Kim Kristen
  Kurt Kyle Laura Lauren Lawrence Leah Lee Leo Leon Leslie Lewis Lillian Linda Lisa Lois Lori Louis Lucas Lucy Luis Luke
  Lydia Lynn Madison Manuel Marcus Margaret Maria Marie Mario Marion Mark Marlene Martha Martin Marvin Mary Mason Matthew
  Maureen Max Megan Melanie Melissa Michael Michelle Miguel Mildred Milton Miriam Monica Morgan Nancy Naomi Natalie
  Nathan Neil Nicholas Nicole Nina Noah Nora Norma Norman Olga Olivia Omar Oscar Owen Pamela Patricia Patrick Paul Paula
  Pedro Peggy Penny Peter Philip Phyllis Priya Rachel Ralph Ramon Randall Raul Ray Rebecca Regina Rene Ricardo Richard
  Rita Robert Roberta Robin Rodney Roger Roland Rosa Rose Ross Roy Ruben Ruby Russell Ruth Ryan Sally Samantha Samuel
  Sandra Sara Scott Sean Seth Shannon Sharon Sheila Shirley Sidney Simon Sofia Stacy Stanley Stella Stephen Steven Stuart
  Susan Sylvia Tamara Tanya Teresa Terry Theodore Theresa Thomas Tiffany Tim Tina Todd Tom Tony Tracy Travis Trevor Troy
  Tyler Valerie Vanessa Vera Vernon Veronica Victor Victoria Vincent Viola Virginia Vivian Wade Walter Wanda Warren Wayne
  Wendy Wesley William Willie Yolanda Yvonne Zachary Zoe`)

export const lastNames = words(`
  Abbott Acosta Adams Aguilar Albright Alder Allred Alvarez Anderson Archer Armstrong Arroyo Ashcroft Atwood Avery Bailey
  Baird Baker Ballard Barlow Barnes Barrett Barton Baxter Becker Beckett Bell Bennett Benson Bishop Blackwood Blake
  Bledsoe Booth Bowen Bradford Bradshaw Brennan Briggs Bristow Brooks Brown Bryant Buckley Burgess Burke Burton Bush
  Butler Byrne Caldwell Calloway Campbell Cannon Cardenas Carlson Carver Castillo Chambers Chandler Chang Chapman Chavez
  Christensen Clark Clayton Cole Collins Conrad Cooper Cortez Crawford Cross Cruz Cummings Dalton Daniels Davenport Davis
  Dawson Delgado Diaz Dixon Donovan Dorsey Douglas Doyle Draper Drummond Duarte Duncan Dunn Eaton Edwards Elliott Ellison
  Emerson Erickson Escobar Espinoza Evans Everett Farley Ferguson Fields Finley Fischer Fisher Fleming Fletcher Flores
  Ford Foster Fowler Franklin Frazier Freeman Fuentes Fuller Gallagher Garcia Gardner Garner Garrison Gates Gibson Gilbert
  Gomez Gonzales Goodwin Graham Granger Grant Graves Greene Griffin Guerrero Gutierrez Hale Hammond Hancock Hansen Harding
  Harmon Harper Harrington Harris Harvey Hawkins Hayes Heath Henderson Hendricks Hernandez Herrera Hess Hicks Higgins
  Hobbs Hodges Hoffman Holland Holloway Holmes Hopkins Howell Hubbard Huffman Hughes Humphrey Hunter Ingram Irwin Jacobs
  Jennings Jensen Jimenez Johansen Johnson Jordan Juarez Kaufman Keller Kendall Kennedy Kessler Kimball Kirby Klein Knight
  Koch Kramer Lambert Landry Langley Larsen Lawson Leavitt Leonard Lindgren Lindsey Livingston Lockwood Lopez Lowell
  Lowery Lucero Lyons MacDonald Mackey Maddox Madsen Maldonado Manning Marquez Marsh Marshall Martinez Mathis Maxwell
  McAllister McBride McCarthy McCoy McDaniel McGrath McKay McKinney Mead Medina Mendez Mercer Merrill Meyer Middleton
  Mitchell Molina Monroe Montoya Moody Morales Moreno Morrison Mortensen Moss Mueller Munoz Murphy Nash Navarro Nelson
  Newton Nguyen Nicholson Nielsen Nolan Norris Norton Novak Nunez O'Brien O'Connor O'Donnell O'Neill Oakley Ochoa Olsen
  Ortega Osborne Owens Pacheco Padilla Page Palmer Park Parker Patel Patterson Payne Pearson Perkins Perry Petersen Peterson
  Phelps Pierce Porter Potter Powell Pratt Prescott Price Pruitt Quinn Quintana Ramirez Ramsey Randolph Rasmussen Reed
  Reeves Reyes Reynolds Rhodes Richards Rios Rivera Robbins Robles Rodgers Rojas Romero Rosales Rowe Rowland Rubio Ruiz
  Salazar Salinas Sanchez Sanders Sandoval Santiago Sawyer Schmidt Schneider Schroeder Sharp Shaw Shepherd Sheridan Sierra
  Silva Simmons Sinclair Singh Sloan Snyder Solis Sorensen Soto Spencer Stafford Stanton Steele Sterling Stewart Stokes
  Strickland Sullivan Summers Sutton Swanson Sweeney Talbot Tanner Tate Terrell Thompson Thornton Tran Trujillo Tucker
  Underwood Valdez Valencia Vance Vargas Vasquez Vaughn Vega Villarreal Vogel Wade Wagner Walden Walker Wallace Walsh
  Warner Watkins Weaver Webb Weber Webster Welch Wells West Wheeler Whitaker Whitney Wilcox Wilkins Winters Wolfe Woodard
  Woodruff Wright Wyatt Yang Yates Ybarra York Young Zamora Zimmerman`)

const businessFirst = words(`
  Alpine Anchor Aspen Beacon Bluebird Bonneville Canyon Cascade Cedar Copper Crescent Desert Eagle Evergreen Foothill
  Frontier Gateway Granite Harvest Heritage Highland Horizon Ironwood Juniper Keystone Lakeside Liberty Maple Meadow Mesa
  Mountain Northgate Oakridge Old-Mill Orchard Pinnacle Pioneer Prairie Quail Redrock Ridgeline Riverbend Rosewood Sagebrush
  Silver Skyline Stonebridge Summit Sunrise Sunset Timberline Treeline Twin-Peaks Union Valley Vista Wasatch Western
  Whitewater Willow Windmill`)
const businessTrade = [
  'Animal Hospital', 'Auto Body', 'Auto Glass', 'Bakery', 'Barber Shop', 'Bicycle Works', 'Books', 'Brewing', 'Builders',
  'Cabinets', 'Chiropractic', 'Clinic', 'Coffee', 'Contractors', 'Dance Studio', 'Day Care', 'Dental', 'Diner', 'Drug',
  'Electric', 'Engineering', 'Family Medicine', 'Feed & Seed', 'Fitness', 'Flooring', 'Florist', 'Furniture', 'Grill',
  'Hardware', 'Heating & Air', 'Insurance', 'Interiors', 'Jewelers', 'Landscaping', 'Laundry', 'Law Office', 'Logistics',
  'Machine Shop', 'Market', 'Optical', 'Outfitters', 'Paint', 'Pet Supply', 'Pharmacy', 'Plumbing', 'Print Shop',
  'Property Management', 'Real Estate', 'Roofing', 'Salon', 'Self Storage', 'Sporting Goods', 'Steel', 'Supply', 'Taqueria',
  'Tile & Stone', 'Tire & Lube', 'Title', 'Toys', 'Veterinary', 'Welding',
] // prettier-ignore

const streets = words(`
  Maple Oak Pine Cedar Elm Birch Aspen Willow Cottonwood Chestnut Walnut Hickory Spruce Juniper Sycamore Magnolia Hawthorn
  Lincoln Jefferson Madison Monroe Jackson Washington Adams Franklin Grant Sherman Lafayette Hamilton Center State Main
  Park Lake River Spring Canyon Foothill Mountain Sunset Sunrise Meadow Prairie Orchard Vineyard Mill Church School Market
  Depot Railroad Quarry Granite Copper Silver Ruby Garnet Quail Pheasant Falcon Heron Dove Eagle Fox Antelope Elkhorn
  Bridle Saddle Wagon Pioneer Heritage Harvest Clover Sage Lupine Larkspur Primrose Lilac Rosewood Windsor Cambridge Oxford`)
const suffixes = [
  'Street',
  'Avenue',
  'Drive',
  'Lane',
  'Road',
  'Court',
  'Circle',
  'Way',
  'Place',
  'Boulevard',
  'Terrace',
  'Trail',
]
const directions = ['North', 'South', 'East', 'West']

/** Words that a customer might say to an operator: easy to say, and on nobody's list of common passwords. */
export const spokenWords = words(`
  Acorn Banjo Bluebird Bramble Buttercup Cactus Canoe Caramel Chestnut Cinnamon Clover Compass Cricket Daffodil Domino
  Dragonfly Eclipse Falcon Firefly Gazebo Ginger Grapefruit Harbor Hazelnut Hickory Honeydew Icicle Jasmine Jubilee
  Kettle Lantern Lavender Lighthouse Magnet Mango Marigold Meadowlark Monarch Nutmeg Orchid Otter Paprika Peacock
  Pinwheel Platypus Pomelo Quartz Rainbow Rosebud Saffron Sandpiper Snowdrop Sparrow Starfish Sunflower Tangerine
  Thimble Toboggan Tulip Umbrella Velvet Walnut Waterfall Wildflower Windmill Xylophone Zeppelin`)

/** `Cedar Hardware`, `Alpine Dental, LLC`. */
export function businessName(random: Random): string {
  const name = `${random.pick(businessFirst).replace('-', ' ')} ${random.pick(businessTrade)}`
  return (
    name +
    random.weighted([
      ['', 6],
      [' LLC', 2],
      [', Inc.', 1],
    ])
  )
}

/** `1240 North Maple Street`: written out, as our side keeps it. */
export function streetAddress(random: Random): string {
  const number = random.int(1, 12_999)
  const direction = random.chance(0.45) ? `${random.pick(directions)} ` : ''
  // Towns of the mountain West number their streets from a centre: 340 East 1200 North.
  if (random.chance(0.12)) {
    const [along, across] = random.chance(0.5) ? (['East', 'North'] as const) : (['West', 'South'] as const)
    return `${number} ${along} ${random.int(1, 48) * 50} ${across}`
  }
  return `${number} ${direction}${random.pick(streets)} ${random.pick(suffixes)}`
}

/** `Apartment 12`, `Suite 210`. */
export const unitLine = (random: Random, commercial: boolean): string =>
  commercial
    ? `Suite ${random.int(1, 9)}${String(random.int(0, 40)).padStart(2, '0')}`
    : `${random.weighted([
        ['Apartment', 5],
        ['Unit', 3],
        ['Lot', 1],
      ])} ${random.int(1, 320)}`

/**
 * A number that nobody has: 555-0100 to 555-0199 of every area code are kept for fiction (ATIS-0300115), and no
 * exchange 555 leads to a subscriber. The whole of 555 is used, for variety, but for directory assistance.
 */
export function fictionalPhone(random: Random, areaCodes: readonly string[]): string {
  const line = random.chance(0.02) ? random.int(100, 199) : random.int(0, 9999)
  return `${random.pick(areaCodes)}555${String(line === 1212 ? 1213 : line).padStart(4, '0')}`
}

/** Nine digits that the Social Security Administration never issues (they begin with 9), nor the IRS as an ITIN. */
export const fictionalSsn = (random: Random): string =>
  `9${String(random.int(0, 99)).padStart(2, '0')}${String(random.int(1, 49)).padStart(2, '0')}${String(random.int(1, 9999)).padStart(4, '0')}`

/** An address below `.test`, which never leads anywhere (RFC 6761). */
export function fictionalEmail(random: Random, firstName: string, lastName: string): string {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '')
  const host = random.pick(['mail.test', 'inbox.test', 'letters.test', 'post.test', 'webmail.test'])
  return `${plain(firstName)}${random.pick(['.', '_', ''])}${plain(lastName)}${random.chance(0.5) ? random.int(1, 99) : ''}@${host}`
}
