import groovy.xml.XmlSlurper

def report = new XmlSlurper().parse(new File(basedir, 'target/failsafe-reports/TEST-com.example.aot.AotIT.xml'))
assert report.@tests == '7' && report.@failures == '0' && report.@errors == '0' && report.@skipped == '0'

// It ran with what was prepared, and not as usual.
assert new File(basedir, 'target/aot.log').text.contains('Starting AOT-processed AotApplication')
