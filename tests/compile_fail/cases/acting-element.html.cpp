/* SPDX-License-Identifier: Apache-2.0 */
/* An element by which a page acts. */
/* EXPECT: this_element_acts */
void write(trace::Html &html)
{
	html.element("iframe", {}, "");
}
