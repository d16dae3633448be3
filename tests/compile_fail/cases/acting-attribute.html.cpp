/* SPDX-License-Identifier: Apache-2.0 */
/* An attribute by which a page acts, made of data. */
/* EXPECT: this_attribute_acts */
void write(trace::Html &html, std::string_view data)
{
	html.element("b", {{"onclick", data}}, "");
}
