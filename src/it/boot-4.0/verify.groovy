import groovy.xml.XmlSlurper

def report = new XmlSlurper().parse(new File(basedir, 'target/surefire-reports/TEST-com.example.web.WebApplicationTests.xml'))
assert report.@tests == '5' && report.@failures == '0' && report.@errors == '0' && report.@skipped == '0'
def disabled = new XmlSlurper().parse(new File(basedir, 'target/surefire-reports/TEST-com.example.web.DisabledApplicationTests.xml'))
assert disabled.@tests == '1' && disabled.@failures == '0' && disabled.@errors == '0' && disabled.@skipped == '0'
assert new File(basedir, 'target/data/keys/node.pub').length() == 32
