/* SPDX-License-Identifier: Apache-2.0 */
/* A link that leads where data says. */
/* EXPECT: this_attribute_acts */
void write(trace::Html &html, std::string_view data)
{
	html.element("a", {{"href", data}}, "");
}
